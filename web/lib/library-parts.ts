import type { ComponentType } from 'react'
import type { RenderingSource } from './rendering-url.ts'
import type { ResultTotal } from './result-total.ts'
import type { Selection } from './selection.ts'
import type { Library } from './use-library.ts'

/** What is selected, and where. */
export interface SelectionProps {
  library: Library
  source: RenderingSource | null
  selection: Selection
  /** Filters of the search, as the API takes them. */
  filters: string
  /** How many the search finds; null until it is known. */
  result: ResultTotal | null
  onSelectSearch: () => void
  onClear: () => void
}

/** What other screens put into the library, so that it does not have to know them. */
export interface LibraryParts {
  /** Floats above the grid while several are being selected. */
  BulkBar: ComponentType<SelectionProps>
  /** In place of the details of one asset. */
  SelectionPanel: ComponentType<SelectionProps>
  /** Things done with a whole search or source. */
  MoreMenu: ComponentType<{ library: Library; result: ResultTotal | null }>
}
