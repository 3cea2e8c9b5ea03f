import { useQueries, useQuery } from '@tanstack/react-query'
import { FolderSearch } from 'lucide-react'
import { useMemo } from 'react'
import { type BrowseQuery, countFilters, EMPTY_QUERY, withoutFilters } from '../lib/browse-query.ts'
import { countQuery, facetsQuery } from '../lib/counts.ts'
import { formatTotal } from '../lib/format.ts'
import type { ResultTotal } from '../lib/result-total.ts'
import { endsInShortWord } from '../lib/short-words.ts'
import type { Library } from '../lib/use-library.ts'
import { t } from '../texts/browse.ts'
import { Button, LinkButton } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Rich } from '../ui/Rich.tsx'
import { guessWords } from './did-you-mean.ts'
import { planChips } from './filter-chips.ts'

/** No asset matches; what excludes the most is named, and can be taken away. */
export function NothingFound({ library }: { library: Library }) {
  const { query, show } = library
  const text = query.q.trim()
  const filters = countFilters(query)
  const strictest = useStrictest(library)
  const cause = strictest && strictest.total > 0 ? strictest : null
  const guess = useGuess(library, text !== '' && filters === 0)
  return (
    <Empty
      icon={FolderSearch}
      title={text ? t.nothingMatches(text) : t.nothingLeft}
      actions={
        <>
          {cause && (
            <Button variant="primary" onClick={() => show(cause.remove)}>
              {t.remove(cause.name)}
            </Button>
          )}
          <Button variant={cause ? 'plain' : 'primary'} onClick={() => show(withoutFilters(query))}>
            {text && filters === 0 ? t.clearSearch : t.clearAll}
          </Button>
          {!cause && text && filters > 0 && (
            <Button onClick={() => show({ ...withoutFilters(query), q: query.q })}>
              {t.removeFilters(filters)}
            </Button>
          )}
        </>
      }
    >
      {guess && (
        <>
          <Rich
            text={t.didYouMean}
            parts={{
              words: <LinkButton onClick={() => show({ q: guess })}>{guess}</LinkButton>,
            }}
          />{' '}
        </>
      )}
      {cause ? describeCause(cause) : text ? describeSearch(text) : t.noneMeetsAll}
    </Empty>
  )
}

function describeSearch(text: string): string {
  return endsInShortWord(text) ? t.keepTyping : t.whereSearchLooks
}

function describeCause({ name, total, isEstimate }: Condition & ResultTotal): string {
  return t.excludesMost(name, formatTotal(total, isEstimate), total)
}

/** What the words may have been meant to be, from those that are known to find something. */
function useGuess({ sourceId, query }: Library, isAsked: boolean): string | null {
  const facets = useQuery({ ...facetsQuery(sourceId, EMPTY_QUERY), enabled: isAsked }).data
  return useMemo(() => {
    if (!isAsked || !facets) return null
    const { tags, categories, folders } = facets
    const known = [...tags, ...categories, ...folders].map(({ value }) => value)
    return guessWords(query.q.trim(), known)
  }, [isAsked, facets, query.q])
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
    name: t.chip(key, value),
    remove,
  }))
  return [
    ...(text ? [{ name: t.quoted(text), remove: { q: '' } }] : []),
    ...chips,
    ...(query.folder
      ? [{ name: t.inFolder(query.folder), remove: { folder: null, deep: true } }]
      : []),
  ]
}
