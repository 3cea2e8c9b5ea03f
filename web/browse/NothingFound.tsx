import { useQueries } from '@tanstack/react-query'
import { FolderSearch } from 'lucide-react'
import { type BrowseQuery, countFilters, withoutFilters } from '../lib/browse-query.ts'
import { countQuery } from '../lib/counts.ts'
import { formatCount, formatTotal } from '../lib/format.ts'
import type { ResultTotal } from '../lib/result-total.ts'
import type { Library } from '../lib/use-library.ts'
import { Button } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { planChips } from './filter-chips.ts'

/** No asset matches; what excludes the most is named, and can be taken away. */
export function NothingFound({ library }: { library: Library }) {
  const { query, show } = library
  const text = query.q.trim()
  const filters = countFilters(query)
  const strictest = useStrictest(library)
  const cause = strictest && strictest.total > 0 ? strictest : null
  return (
    <Empty
      icon={FolderSearch}
      title={text ? `Nothing matches “${text}”` : 'These filters leave nothing'}
      actions={
        <>
          {cause && (
            <Button variant="primary" onClick={() => show(cause.remove)}>
              Remove {cause.name}
            </Button>
          )}
          <Button variant={cause ? 'plain' : 'primary'} onClick={() => show(withoutFilters(query))}>
            {text && filters === 0 ? 'Clear search' : 'Clear all'}
          </Button>
          {!cause && text && filters > 0 && (
            <Button onClick={() => show({ ...withoutFilters(query), q: query.q })}>
              Remove {formatCount(filters, 'filter')}
            </Button>
          )}
        </>
      }
    >
      {cause ? describeCause(cause) : text ? WHERE : 'No asset meets all of them.'}
    </Empty>
  )
}

const WHERE = 'Search looks at names, paths, descriptions, tags, categories and custom fields.'

function describeCause({ name, total, isEstimate }: Condition & ResultTotal): string {
  const left = `${total === 1 ? 'is' : 'are'} ${formatTotal(total, isEstimate)}`
  return `${name} excludes the most: without it there ${left}.`
}

interface Condition {
  name: string
  remove: Partial<BrowseQuery>
}

/** So many are tried at most: each is a question to the server. */
const MOST_TRIED = 8

/** The one condition without which there would be the most; null while that is not known. */
function useStrictest({ sourceId, query }: Library) {
  const conditions = planConditions(query).slice(0, MOST_TRIED)
  const isWorthIt = conditions.length > 1
  return useQueries({
    queries: conditions.map(({ remove }) => ({
      ...countQuery(sourceId, { ...query, ...remove }),
      enabled: isWorthIt,
    })),
    combine: (results) => {
      if (!isWorthIt || results.some((result) => result.isPending)) return null
      const counted = conditions.flatMap((condition, i) => {
        const count = results[i]?.data
        return count ? [{ ...condition, ...count }] : []
      })
      return counted.toSorted((a, b) => b.total - a.total)[0] ?? null
    },
  })
}

function planConditions(query: BrowseQuery): Condition[] {
  const text = query.q.trim()
  const chips = planChips(query).map(({ key, value, remove }) => ({
    name: `${key} ${value}`,
    remove,
  }))
  return [
    ...(text ? [{ name: `“${text}”`, remove: { q: '' } }] : []),
    ...chips,
    ...(query.folder
      ? [{ name: `folder ${query.folder}`, remove: { folder: null, deep: true } }]
      : []),
  ]
}
