/** Which renderings of a Source are too old to be given out. Stored with it, so that all processes know. */
export interface SourcePurges {
  /** How many times renderings of many files have been purged at once. */
  count: number
  /** Beginnings of paths, without the leading slash, with the number of the purge; '' is the whole Source. */
  below: [prefix: string, number: number][]
}
