import { Fragment, type ReactNode } from 'react'

/** A text with elements in its places: `{name} was deleted` and `{ name: <b>Hero</b> }`. */
export function Rich({ text, parts }: { text: string; parts: Record<string, ReactNode> }) {
  return text.split(/\{(\w+)\}/).map((piece, i) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text never change places
    return <Fragment key={i}>{i % 2 === 0 ? piece : parts[piece]}</Fragment>
  })
}
