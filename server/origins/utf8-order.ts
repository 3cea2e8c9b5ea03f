/**
 * Compares two strings by the bytes of their UTF-8 form, the order in which an Origin lists its paths and in
 * which PostgreSQL sorts them (`collate "C"`). JavaScript's own `<` compares UTF-16 units instead.
 */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index += 1) {
    const left = a.charCodeAt(index)
    const right = b.charCodeAt(index)
    if (left !== right) return rank(left) - rank(right)
  }
  return a.length - b.length
}

/** Surrogates stand for characters above U+FFFF, so they come behind every other unit. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}
