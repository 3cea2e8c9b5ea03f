import type { ComponentProps } from 'react'
import type { AssetAttributes } from '../../contract/resources.ts'
import { HoverNote } from '../ui/HoverNote.tsx'
import { explainTag } from './why.ts'

type TagNoteProps = Omit<ComponentProps<typeof HoverNote>, 'children'> & {
  asset: AssetAttributes
  label: string
}

/** Why an asset has a tag. */
export function TagNote({ asset, label, ...rest }: TagNoteProps) {
  return (
    <HoverNote {...rest}>
      {explainTag(asset, label).map((line) => (
        <p key={line}>{line}</p>
      ))}
    </HoverNote>
  )
}
