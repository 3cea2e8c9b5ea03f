import { queryOptions } from '@tanstack/react-query'
import type { Resource } from '../../contract/document.ts'
import type { ChangeAttributes, ChangedFields } from '../../contract/organising.ts'
import { callApi, encodePath } from '../lib/api.ts'
import { t } from '../texts/asset.ts'

const PAGE_SIZE = 20

/** The last changes that people made to an asset, newest first. */
export function historyQuery(sourceId: string, path: string) {
  return queryOptions({
    queryKey: ['asset', sourceId, path, 'history'],
    queryFn: async ({ signal }): Promise<Resource<'changes', ChangeAttributes>[]> => {
      const query = new URLSearchParams({ 'page[size]': String(PAGE_SIZE) })
      const address = `/sources/${encodeURIComponent(sourceId)}/history/${encodePath(path)}`
      return (await callApi<Resource<'changes', ChangeAttributes>[]>(address, { query, signal }))
        .data
    },
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

/** What was changed, a line for each value: "Name: Old → New", "Category added: Hero". */
export function describeFields(fields: ChangedFields): string[] {
  return Object.entries(fields).flatMap(([field, { from, to }]) => {
    if (field === 'categories') return describeCategories(asList(from), asList(to))
    if (field === 'tags') return describeTags(asMembers(from), asMembers(to))
    if (field === 'custom_fields') return describeMembers(asMembers(from), asMembers(to))
    return [describeValue(textWord(field), from, to)]
  })
}

function describeCategories(from: unknown[], to: unknown[]): string[] {
  const lines = [
    ...from.filter((name) => !to.includes(name)).map((name) => t.categoryRemoved(String(name))),
    ...to.filter((name) => !from.includes(name)).map((name) => t.categoryAdded(String(name))),
  ]
  return lines.length > 0 ? lines : [t.otherOrder]
}

function describeTags(from: Record<string, unknown>, to: Record<string, unknown>): string[] {
  return Object.keys(to).map((label) => {
    if (to[label] === 0) return t.tagWasRemoved(label)
    return from[label] === 0 ? t.tagWasRestored(label) : t.tagWasAdded(label)
  })
}

function describeMembers(from: Record<string, unknown>, to: Record<string, unknown>): string[] {
  return Object.keys(to).map((key) => describeValue(key, from[key], to[key]))
}

function describeValue(name: string, from: unknown, to: unknown): string {
  return t.changed(name, shorten(from), shorten(to))
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
