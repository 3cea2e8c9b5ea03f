import { infiniteQueryOptions } from '@tanstack/react-query'
import type { Resource } from '../../contract/document.ts'
import type { ChangeAttributes, ChangedFields } from '../../contract/organising.ts'
import { callApi, encodePath } from '../lib/api.ts'
import { isolate } from '../lib/isolate.ts'
import { t } from '../texts/asset.ts'
import { t as lib } from '../texts/lib.ts'
import { allOf } from '../texts/plural.ts'

type Change = Resource<'changes', ChangeAttributes>

const PAGE_SIZE = 20

/** What people changed about an asset, newest first. */
export function historyQuery(sourceId: string, path: string) {
  return infiniteQueryOptions({
    queryKey: ['asset', sourceId, path, 'history'],
    queryFn: async ({ pageParam, signal }) => {
      const query = new URLSearchParams({
        'page[number]': String(pageParam),
        'page[size]': String(PAGE_SIZE),
      })
      const address = `/sources/${encodeURIComponent(sourceId)}/history/${encodePath(path)}`
      const { data, meta } = await callApi<Change[]>(address, { query, signal })
      return { changes: data, next: meta.pagination?.nextPage ?? null }
    },
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next,
  })
}

function textWord(field: string): string {
  const words: Record<string, string> = {
    name: t.name,
    description: t.description,
    alt_text: t.altText,
    duplicate_of: t.copyOfField,
  }
  return words[field] ?? field
}

/** What was changed, a line for each value: "Name: Old → New", "Tags added: sea, sky". */
export function describeFields(fields: ChangedFields): string[] {
  return Object.entries(fields).flatMap(([field, { from, to }]) => {
    if (field === 'categories') return describeCategories(asList(from), asList(to))
    if (field === 'tags') return describeTags(asMembers(from), asMembers(to))
    if (field === 'custom_fields') return describeMembers(asMembers(from), asMembers(to))
    if (field.startsWith('warning_')) return [describeAlert(field, from, to)]
    return [describeValue(textWord(field), from, to)]
  })
}

function describeAlert(field: string, from: unknown, to: unknown): string {
  const alerts: Record<string, string> = lib.alerts
  const levels: Record<string, string> = lib.levels
  const word = (level: unknown) => levels[String(level)] ?? lib.notAnalysed
  return t.changed(alerts[field.slice('warning_'.length)] ?? field, word(from), word(to))
}

function describeCategories(from: unknown[], to: unknown[]): string[] {
  const lines = [
    ...describeNames(without(from, to), t.categoryRemoved, t.categoriesRemoved),
    ...describeNames(without(to, from), t.categoryAdded, t.categoriesAdded),
  ]
  return lines.length > 0 ? lines : [t.otherOrder]
}

function without(names: unknown[], others: unknown[]): string[] {
  return names.filter((name) => !others.includes(name)).map(String)
}

function describeTags(from: Record<string, unknown>, to: Record<string, unknown>): string[] {
  const removed = Object.keys(to).filter((label) => to[label] === 0)
  const kept = Object.keys(to).filter((label) => to[label] !== 0)
  const restored = kept.filter((label) => from[label] === 0)
  return [
    ...describeNames(removed, t.tagWasRemoved, t.tagsWereRemoved),
    ...describeNames(restored, t.tagWasRestored, t.tagsWereRestored),
    ...describeNames(without(kept, restored), t.tagWasAdded, t.tagsWereAdded),
  ]
}

const MOST_NAMES = 12

/** All of them in one line; of very many, the first. */
function describeNames(
  names: string[],
  one: (name: string) => string,
  many: (names: string) => string,
): string[] {
  if (names.length < 2) return names.map(one)
  const shown = names.slice(0, MOST_NAMES)
  const rest = names.length - shown.length
  return [many(allOf(rest > 0 ? [...shown, t.andMore(rest)] : shown))]
}

function describeMembers(from: Record<string, unknown>, to: Record<string, unknown>): string[] {
  const keys = Object.keys(to)
  const lines = keys.slice(0, MOST_NAMES).map((key) => describeValue(key, from[key], to[key]))
  return keys.length > MOST_NAMES ? [...lines, t.moreFields(keys.length - MOST_NAMES)] : lines
}

function describeValue(name: string, from: unknown, to: unknown): string {
  return t.changed(isolate(name), isolate(shorten(from)), isolate(shorten(to)))
}

const LONGEST = 60

function shorten(value: unknown): string {
  const letters = Array.from(String(value ?? ''))
  if (letters.length === 0) return t.noValue
  return letters.length <= LONGEST ? letters.join('') : `${letters.slice(0, LONGEST).join('')}…`
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function asMembers(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
