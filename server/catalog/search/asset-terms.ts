import type { HAS } from './lexemes.ts'
import type { Day, Decimal } from './value-cells.ts'
import type { Run } from './words.ts'

/** One thing an asset has to be. */
export type AssetTerm =
  | { kind: 'and' | 'or'; terms: AssetTerm[] }
  | { kind: 'not'; term: AssetTerm }
  /** No asset is it. */
  | { kind: 'nothing' }
  /** What somebody has written, and what it means. */
  | { kind: 'keyword'; text: string; asked: AssetTerm }
  /** These runs next to each other in one text; unless `exact`, the last may be unfinished. */
  | { kind: 'words'; runs: Run[]; exact: boolean }
  | { kind: 'label'; label: 'tag' | 'category'; name: string; leastConfidence: number }
  | { kind: 'field'; key: string; asked: FieldQuestion }
  | { kind: 'has'; what: keyof typeof HAS; present: boolean }
  /** Any of these terms of the index, or of those that begin so. */
  | { kind: 'lexemes'; lexemes: string[]; beginnings?: string[] }
  | { kind: 'color'; hex: string; tolerance: number }
  /** A beginning of the path, without the leading slash. */
  | { kind: 'pathPrefix'; prefix: string }
  | { kind: 'pathPart'; part: string }
  | { kind: 'range'; column: RangeColumn; range: Range }
  /** Width divided by height. */
  | { kind: 'aspect'; from: number | null; to: number | null }
  | { kind: 'status'; status: string }
  /** Alike to the asset with this path, without the leading slash. */
  | { kind: 'similar'; path: string }

/** What is asked of a custom field. */
export type FieldQuestion =
  | { kind: 'present' }
  | { kind: 'value'; value: string }
  | { kind: 'contains'; part: string }
  | { kind: 'range'; from: Decimal | Day | null; to: Decimal | Day | null }

export type RangeColumn =
  | 'date_created'
  | 'date_modified'
  | 'date_taken'
  | 'file_size'
  | 'media_width'
  | 'media_height'
  | 'face_count'

/** From the first value on, and below the second; null: without this end. */
export interface Range {
  from: number | Date | null
  below: number | Date | null
}
