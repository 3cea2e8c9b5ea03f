/** RFC 6266: a name for downloads that every system takes, and beside it the one with all its letters. */
export function saveAs(name: string, ending: string): { 'Content-Disposition': string } {
  const clean =
    [...name]
      .filter((one) => !/[\p{C}"*/:<>?\\|]/u.test(one))
      .join('')
      .trim() || 'assets'
  const plain = clean.replace(/[^\w .-]+/g, '_')
  const encoded = encodeURIComponent(`${clean}${ending}`).replace(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  const value = `attachment; filename="${plain}${ending}"; filename*=UTF-8''${encoded}`
  return { 'Content-Disposition': value }
}

/** " 2026-11-22.csv" */
export function datedEnding(extension: string): string {
  return ` ${new Date().toISOString().slice(0, 10)}.${extension}`
}
