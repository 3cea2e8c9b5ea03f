import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Pagination, Resource } from '../../../contract/document.ts'
import type { ChangeAttributes } from '../../../contract/organising.ts'
import { describeFields } from '../../asset/history.ts'
import { callApi } from '../../lib/api.ts'
import { isolate } from '../../lib/isolate.ts'
import { readDay } from '../../lib/spans.ts'
import { t } from '../../texts/settings.ts'

export type Change = Resource<'changes', ChangeAttributes>

/** What the address of the list of changes says. */
export interface ChangeQuery {
  /** E-mail; '': everybody. */
  by: string
  /** Days of the reader's own calendar, both included: 2026-01-31; '': no end. */
  from: string
  to: string
  /** From 0 on. */
  page: number
}

/** What is not understood is as it is at the start. */
export function readChangeQuery(params: URLSearchParams): ChangeQuery {
  const page = params.get('page') ?? ''
  const day = (name: string) => readDay(params.get(name) ?? '') ?? ''
  return {
    by: (params.get('by') ?? '').slice(0, 320),
    from: day('from'),
    to: day('to'),
    page: /^[1-9]\d{0,3}$/.test(page) ? Number(page) - 1 : 0,
  }
}

export function writeChangeQuery({ page, ...filters }: ChangeQuery): URLSearchParams {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(filters)) if (value) params.set(name, value)
  if (page > 0) params.set('page', String(page + 1))
  return params
}

const PAGE_SIZE = 50

/** The same for the API: whole days become the seconds that they begin and end at. */
export function askedOfApi({ by, from, to, page }: ChangeQuery): URLSearchParams {
  const query = new URLSearchParams({
    'page[number]': String(page),
    'page[size]': String(PAGE_SIZE),
  })
  if (by) query.set('filter[changed_by]', by)
  if (from) query.set('filter[since]', String(beginOf(from, 0)))
  if (to) query.set('filter[until]', String(beginOf(to, 1)))
  return query
}

/** @param later days to add; a day is not always of 24 hours */
function beginOf(day: string, later: number): number {
  const date = new Date(`${day}T00:00:00`)
  date.setDate(date.getDate() + later)
  return Math.max(0, date.getTime() / 1000)
}

export function changesQuery(asked: ChangeQuery) {
  return queryOptions({
    queryKey: ['audit', asked],
    queryFn: async ({ signal }) => {
      const query = askedOfApi(asked)
      const { data, meta } = await callApi<Change[]>('/audit', { query, signal })
      return { changes: data, ...readPages(meta.pagination) }
    },
    placeholderData: keepPreviousData,
  })
}

/** Very many are counted only up to the page after the one that was asked for. */
const MOST_COUNTED = 10_000

export function readPages(pagination?: Pagination): { pages: number; hasMore: boolean } {
  if (!pagination) return { pages: 1, hasMore: false }
  const { totalPages, totalRecords, hasNextPage } = pagination
  return { pages: totalPages, hasMore: hasNextPage && totalRecords > MOST_COUNTED }
}

/** What was done, a line for each value. */
export function describeChange({ action, fields }: ChangeAttributes): string[] {
  if (action === 'asset_edited') return describeFields(fields)
  if (action === 'analysis_settings_changed') return [t.history.analysisChanged]
  const { from = '', to = '' } = fields.name ?? {}
  return [t.history[action](isolate(String(from)), isolate(String(to)))]
}
