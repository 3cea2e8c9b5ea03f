/** What cameras and programs write by themselves where people are meant to. */
const DEFAULT_TEXTS = [
  /^(olympus|sony|samsung|konica minolta|minolta|kodak|ge|vivitar|digital) *(digital|dsc|csc|camera)/i,
  /^(dcim|dsc|img|exif)[\W_\d]/i,
  /^(exif[_ ]jpeg|jpeg|digital camera|untitled|default|image|photo|screenshot|ascii|unicode)$/i,
  /^(created with|processed with|created by|edited with|creator: gd-jpeg|lead technologies|file written by)/i,
  /^(my beautiful picture|<.*digimax.*>|hdrpl|oznor\w*|rhdr|cof|edf|\W*)$/i,
]

/** No program writes more by itself; files may hold megabytes. */
const MOST_READ = 1000

/** Whether nobody wrote this: `OLYMPUS DIGITAL CAMERA`, `Untitled`, … */
export function isDefaultText(text: string): boolean {
  const begin = text.slice(0, MOST_READ)
  return DEFAULT_TEXTS.some((known) => known.test(begin))
}
