/** What the server says, with `{}` for each place → the same in another language, with `{1}` for the first of them. */
export type Sentences = Readonly<Record<string, string>>

/** A member of the body may stand before a sentence that is about it. */
const MEMBER = /^[\w.]+: (?=\p{Lu})/u

/** Says in another language what the server says in English; what is not known stays as it came. */
export function sayIn(sentences: Sentences): (text: string) => string {
  const patterns = Object.entries(sentences)
    .filter(([sentence]) => sentence.includes('{}'))
    .map(([sentence, said]) => ({ pattern: patternOf(sentence), said }))
  return (text) => {
    const member = MEMBER.exec(text)?.[0] ?? ''
    const plain = String(text).slice(member.length)
    if (Object.hasOwn(sentences, plain)) return member + sentences[plain]
    for (const { pattern, said } of patterns) {
      const found = pattern.exec(plain)
      if (found)
        return member + said.replace(/\{(\d)\}/g, (_, at: string) => found[Number(at)] ?? '')
    }
    return text
  }
}

function patternOf(sentence: string): RegExp {
  const pieces = sentence.split('{}').map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${pieces.join('(.+?)')}$`, 's')
}
