import { clamped, color, listOf, param, paramWithDefault, type Reader } from './param.ts'

const LONGEST = 500
/** Control characters but the line break, and what XML does not hold. */
const UNPRINTABLE = /[^\P{Cc}\n]|[\uFFFE\uFFFF]/gu

/** imgix, text/txt. Longer ones belong into a page, and would take long to set. */
const words: Reader<string> = {
  expects: `a text of at most ${LONGEST} characters`,
  read: (text) =>
    [...text].length <= LONGEST ? text.replaceAll(UNPRINTABLE, '').normalize() : undefined,
}

const SERIFS = ['serif', 'georgia', 'times', 'garamond', 'didot', 'baskerville', 'palatino']

/** imgix, text/txt-font: a family and `bold`, `italic`; what we do not have becomes what is nearest. */
const font: Reader<{ serif: boolean; bold: boolean; italic: boolean }> = {
  expects: 'a font, such as sans-serif, serif or serif,bold',
  read: (text) => {
    const parts = text.toLowerCase().split(/[\s,-]+/)
    const isSans = parts.includes('sans')
    return {
      serif: !isSans && parts.some((part) => SERIFS.includes(part)),
      bold: parts.includes('bold'),
      italic: parts.includes('italic'),
    }
  },
}

export const text = {
  txt: param({
    doc: 'Text to draw over the picture; wrapped to its width.',
    aliases: ['t'],
    read: words,
  }),
  'txt-size': paramWithDefault(12, {
    doc: 'Size of the text in pixels, multiplied by dpr.',
    aliases: ['tsz', 'txtsize'],
    read: clamped(1, 2000),
  }),
  'txt-color': param({
    doc: 'Colour of the text; black by default.',
    aliases: ['txtcolor', 'txt-clr', 'txtclr', 'tc'],
    read: color,
  }),
  'txt-align': paramWithDefault([], {
    doc: 'Where the text stands: `bottom,right` by default.',
    aliases: ['txtalign', 'ta'],
    read: listOf('top', 'middle', 'bottom', 'left', 'center', 'right'),
  }),
  'txt-pad': paramWithDefault(10, {
    doc: 'Distance of the text from the edges in pixels, multiplied by dpr.',
    aliases: ['txtpad', 'tp'],
    read: clamped(0, 2000),
  }),
  'txt-font': param({
    doc: 'A serif font, or one without, for Latin letters, `bold` or `italic`; other letters are set in fonts of the server.',
    aliases: ['tf', 'txtfont'],
    read: font,
  }),
}
