import { useState } from 'react'
import { suggestCopy } from './decide-many.ts'
import type { Group } from './duplicate-calls.ts'

export interface Choices {
  /** The path of the one to use. */
  chosenOf: (group: Group) => string
  choose: (group: Group, path: string) => void
  selected: ReadonlySet<string>
  toggle: (group: Group) => void
  /** Exactly these. */
  select: (groups: readonly Group[]) => void
}

/** Which copy is the one to use in each group, and which groups are selected; both outlive scrolling. */
export function useChoices(): Choices {
  const [chosen, setChosen] = useState<ReadonlyMap<string, string>>(new Map())
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  return {
    chosenOf: (group) => {
      const path = chosen.get(group.id)
      const isShown = group.attributes.assets.some(({ origin_path }) => origin_path === path)
      return path !== undefined && isShown ? path : suggestCopy(group)
    },
    choose: ({ id }, path) => setChosen((before) => new Map(before).set(id, path)),
    selected,
    toggle: ({ id }) =>
      setSelected((before) => {
        const after = new Set(before)
        if (!after.delete(id)) after.add(id)
        return after
      }),
    select: (groups) => setSelected(new Set(groups.map(({ id }) => id))),
  }
}
