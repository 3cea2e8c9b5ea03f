import { type BrowseQuery, withoutFilters } from '../lib/browse-query.ts'

export interface Chip {
  /** The condition in words: key and value. */
  key: string
  value: string
  color: string | null
  /** What remains without it. */
  remove: Partial<BrowseQuery>
}

const TYPE_WORDS: Record<NonNullable<BrowseQuery['type']>, string> = {
  image: 'Image',
  animation: 'Animation',
  vector: 'Vector',
  document: 'Document',
  video: 'Video',
  other: 'Other file',
}

const STATUS_WORDS: Record<NonNullable<BrowseQuery['status']>, string> = {
  error: 'could not be read',
  indexed: 'read',
  pending: 'not read yet',
}

/** Every condition of a query as a chip that can be taken away. */
export function planChips(query: BrowseQuery): Chip[] {
  const chip = (key: string, value: string, rest: Partial<BrowseQuery>): Chip => ({
    key,
    value,
    color: null,
    remove: { ...query, at: null, ...rest },
  })
  const { type, tags, categories, fields, color, animated, status } = query
  return [
    ...(type ? [chip('Type', TYPE_WORDS[type], { type: null })] : []),
    ...tags.map((tag, i) => chip('Tag', tag, { tags: tags.toSpliced(i, 1) })),
    ...categories.map((name, i) =>
      chip('Category', name, { categories: categories.toSpliced(i, 1) }),
    ),
    ...fields.map(({ key, value }, i) =>
      chip(key, value || 'any value', { fields: fields.toSpliced(i, 1) }),
    ),
    ...(color ? [{ ...chip('Colour', `#${color}`, { color: null }), color: `#${color}` }] : []),
    ...(animated === null
      ? []
      : [chip('Motion', animated ? 'Animated' : 'Still', { animated: null })]),
    ...(status ? [chip('State', STATUS_WORDS[status], { status: null })] : []),
    ...(query.folder && !query.deep ? [chip('Folder', 'without subfolders', { deep: true })] : []),
  ]
}

/** The query with no chip left; the search text stays in its box. */
export function clearChips(query: BrowseQuery): BrowseQuery {
  return { ...withoutFilters(query), q: query.q, deep: true }
}
