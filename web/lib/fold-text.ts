const ACCENTS = /[\u0300-\u036f]/g

/** As the server compares names: `Ärger` and `arger` are the same. */
export function foldText(text: string): string {
  const plain = text.normalize('NFKD').replace(ACCENTS, '').normalize('NFC').toLowerCase()
  return plain.replaceAll('ς', 'σ').replaceAll('ß', 'ss')
}
