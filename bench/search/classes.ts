import { type ApiClient, queryOf } from './client.ts'
import type { Library } from './library.ts'
import { ask, type Question, sizeOf, type Topic } from './questions.ts'
import type { Random } from './random.ts'
import { FIELDS } from './vocabulary.ts'

/** A class of queries that is measured on its own. */
export interface QueryClass {
  name: string
  /** Paths below the API for so many random queries. */
  make(needs: Needs): Promise<string[]>
  /** Results that are in an answer. */
  count(body: unknown): number
}

interface Needs {
  client: ApiClient
  library: Pick<Library, 'assets' | 'sources'>
  random: Random
  queries: number
}

/** As many as the web app asks for at first. */
const PAGE = 50

const ALERTS = ['adult', 'medical', 'racy', 'spoof', 'violence']

type Parameters = Record<string, string>

/** How Vitrine is asked; the default order is the newest first. */
const FILTERS: Record<Topic, (values: string[], question: Question, assets: number) => Parameters> =
  {
    newest: () => ({}),
    oldest: () => ({ sort: 'date_created' }),
    largest: () => ({ sort: '-file_size' }),
    'deep by keyset': () => ({}),
    'deep by number': ([share], { source }, assets) => ({
      'page[cursor]': String(Math.floor(Number(share) * sizeOf(source, assets))),
    }),
    'word rare': keyword,
    'word middling': keyword,
    'word common': keyword,
    'two words': keyword,
    phrase: ([words]) => ({ 'filter[keyword]': `"${words}"` }),
    'word but not another': ([word, other]) => ({ 'filter[keyword]': `${word} -${other}` }),
    'word by relevance': (values) => ({ ...keyword(values), sort: 'relevance' }),
    'part of a file name': keyword,
    'file number': keyword,
    'tag rare': tag,
    'tag middling': tag,
    'tag common': tag,
    'tag common, deep by number': ([label = '', share], { source }, assets) => ({
      ...tag([label]),
      'page[cursor]': String(Math.floor(Number(share) * sizeOf(source, assets))),
    }),
    'either of two tags': (labels) => ({ 'filter[tags_any]': labels.join(',') }),
    category: ([name = '']) => ({ 'filter[categories]': name }),
    'custom field': ([field, value = '']) => ({
      [`filter[custom:${FIELDS[Number(field)]?.key}]`]: value,
    }),
    colour: ([hex = '']) => ({ 'filter[colors]': hex }),
    'colour and tag': ([hex = '', label = '']) => ({ 'filter[colors]': hex, ...tag([label]) }),
    folder: ([path]) => ({ 'filter[folder_path]': `/${path}` }),
    alerts: ([which, level]) => ({ [`filter[warning_${ALERTS[Number(which)]}]`]: `${level}:5` }),
    faces: ([faces]) => ({ 'filter[face_count]': `${faces}:` }),
    sizes: (values) => ({ 'filter[file_size]': values.join(':') }),
    'days taken': (values) => ({ 'filter[date_taken]': values.join(':') }),
    similar: ([path]) => ({ 'filter[similar_to]': `/${path}`, sort: 'relevance' }),
    'three filters': threeFilters,
    'three filters by size': (values) => ({ ...threeFilters(values), sort: '-file_size' }),
  }

function keyword(values: string[]): Parameters {
  return { 'filter[keyword]': values.join(' ') }
}

function tag([label = '']: string[]): Parameters {
  return { 'filter[tags]': label }
}

function threeFilters([label = '', folder = '', kind = '']: string[]): Parameters {
  return {
    'filter[tags]': label,
    'filter[folder_path]': `/${folder}`,
    'filter[media_kind]': kind,
  }
}

/** Searches that counts and facets are asked about. */
const COUNTED: readonly Topic[] = [
  'newest',
  'word common',
  'word middling',
  'tag common',
  'category',
  'folder',
  'three filters',
]

export const CLASSES: readonly QueryClass[] = [
  ...(Object.keys(FILTERS) as Topic[]).map(pageClass),
  aggregateClass('count', (data) => (data.attributes.total > 0 ? 1 : 0)),
  aggregateClass('facets', (data) => data.attributes.tags.length),
  { name: 'folders at the top', make: makeFolderQueries(0), count: countData },
  { name: 'folders in a folder', make: makeFolderQueries(1), count: countData },
]

function pageClass(topic: Topic): QueryClass {
  const make = topic === 'deep by keyset' ? makeDeepPages : makePages(topic)
  return { name: topic, make, count: countData }
}

function makePages(topic: Topic): QueryClass['make'] {
  return async ({ library, random, queries }) =>
    Array.from({ length: queries }, () => {
      const question = ask(topic, random, library.assets)
      const filters = FILTERS[topic](question.values, question, library.assets)
      const parameters = { ...filters, 'page[limit]': PAGE }
      return `/sources/${sourceOf(library, question)}/assets?${queryOf(parameters)}`
    })
}

/** Pages on from one place near 90 % of each Source that was drawn, each behind the page before. */
async function makeDeepPages({ client, library, random, queries }: Needs): Promise<string[]> {
  const places = new Map<number, string[]>()
  const paths: string[] = []
  for (let made = 0; made < queries; made += 1) {
    const { source, values } = ask('deep by keyset', random, library.assets)
    const base = `/sources/${sourceOf(library, { source })}/assets`
    const cursors = places.get(source) ?? []
    const skip = Math.floor(Number(values[0]) * sizeOf(source, library.assets))
    // The first few are jumped to, the others paged to.
    const last: Parameters =
      cursors.length < 4
        ? { 'page[cursor]': String(skip) }
        : { 'page[after]': cursors.shift() ?? '' }
    const { body } = await client.get(`${base}?${queryOf({ ...last, 'page[limit]': PAGE })}`)
    const after = body?.meta?.cursor?.after
    if (!after) continue
    places.set(source, [...cursors, after])
    paths.push(`${base}?${queryOf({ 'page[after]': after, 'page[limit]': PAGE })}`)
  }
  return paths
}

/** `/sources/:sid/count` and `/facets` of searches of several topics. */
function aggregateClass(name: string, count: (data: AggregateData) => number): QueryClass {
  return {
    name,
    make: async ({ library, random, queries }) =>
      Array.from({ length: queries }, (_, at) => {
        const topic = COUNTED[at % COUNTED.length] ?? 'newest'
        const question = ask(topic, random, library.assets)
        const filters = FILTERS[topic](question.values, question, library.assets)
        return `/sources/${sourceOf(library, question)}/${name}?${queryOf(filters)}`
      }),
    count: (body) => count((body as { data: AggregateData }).data),
  }
}

interface AggregateData {
  attributes: { total: number; tags: unknown[] }
}

function makeFolderQueries(depth: number): QueryClass['make'] {
  return async ({ library, random, queries }) =>
    Array.from({ length: queries }, () => {
      const question = ask('folder', random, library.assets)
      const parent = question.values[0]?.split('/').slice(0, depth).join('/')
      const query = queryOf({ parent: `/${parent}` })
      return `/sources/${sourceOf(library, question)}/folders?${query}`
    })
}

function sourceOf({ sources }: Needs['library'], { source }: Pick<Question, 'source'>): string {
  return sources[source]?.publicId ?? ''
}

function countData(body: unknown): number {
  return (body as { data: unknown[] }).data.length
}
