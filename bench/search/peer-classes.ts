import { queryOf } from './client.ts'
import type { Library } from './library.ts'
import { PEER_FIELDS, PEER_TEXTS } from './peer-database.ts'
import { ask, sizeOf, type Topic } from './questions.ts'
import type { Random } from './random.ts'

/** How Directus is asked the same questions, as far as it can be. */

type Parameters = Record<string, string>
type Asked = (values: string[], more: { source: number; assets: number }) => Parameters

const ALERTS = ['adult', 'medical', 'racy', 'spoof', 'violence']

const PARAMETERS: Partial<Record<Topic, Asked>> = {
  newest: () => ({}),
  oldest: () => ({ sort: 'date_created' }),
  largest: () => ({ sort: '-file_size' }),
  'deep by number': ([share], { source, assets }) => ({
    offset: String(Math.floor(Number(share) * sizeOf(source, assets))),
  }),
  'word rare': search,
  'word middling': search,
  'word common': search,
  'two words': (words) =>
    Object.assign({}, ...words.map((word, at) => anyText(word, `[_and][${at}]`))),
  'part of a file name': ([part = '']) => ({ 'filter[origin_path][_icontains]': part }),
  'file number': ([digits = '']) => ({ 'filter[origin_path][_icontains]': digits }),
  'tag rare': tag,
  'tag middling': tag,
  'tag common': tag,
  'tag common, deep by number': ([label = '', share], { source, assets }) => ({
    ...tag([label]),
    offset: String(Math.floor(Number(share) * sizeOf(source, assets))),
  }),
  'either of two tags': (labels) => ({
    'filter[tags][tags_id][label][_in]': labels.join(','),
  }),
  phrase: search,
  category: ([name = '']) => ({ 'filter[categories][categories_id][name][_eq]': name }),
  folder: ([path]) => ({ 'filter[origin_path][_starts_with]': `${path}/` }),
  alerts: ([which, level = '']) => ({
    [`filter[warning_${ALERTS[Number(which)]}][_gte]`]: level,
  }),
  faces: ([faces = '']) => ({ 'filter[face_count][_gte]': faces }),
  sizes: (values) => between('file_size', values),
  'days taken': (values) => between('date_taken', values),
  'three filters': threeFilters,
  'three filters by size': (values) => ({ ...threeFilters(values), sort: '-file_size' }),
}

/** Topics that Directus has no way to be asked about. */
export const PEER_LACKS =
  'a cursor for deep pages, a relevance order, custom fields inside JSON, colours, likeness, facets of tags, a folder tree with counts'

/** @returns none when Directus cannot be asked this */
export function peerQueries(
  name: string,
  needs: { library: Library; random: Random; queries: number },
): string[] {
  const { library, random, queries } = needs
  const { assets } = library
  const counting = name === 'count'
  return Array.from({ length: queries }, () => {
    const topic = counting ? 'tag common' : (name as Topic)
    const parameters = PARAMETERS[topic]
    if (!parameters) return null
    const { source, values } = ask(topic, random, assets)
    const of = { 'filter[source_id][_eq]': String(library.sources[source]?.id) }
    const page = { sort: '-date_created', limit: '50', fields: PEER_FIELDS.join(',') }
    const asked = { ...of, ...parameters(values, { source, assets }) }
    return `/items/assets?${queryOf(counting ? { ...asked, 'aggregate[count]': '*' } : { ...page, ...asked })}`
  }).filter((path) => path !== null)
}

function search(words: string[]): Parameters {
  return { search: words.join(' ') }
}

/** Its search takes all that is given as one text, so several words are asked for one by one. */
function anyText(word: string, place: string): Parameters {
  const texts = PEER_TEXTS.map((text, at) => [
    `filter${place}[_or][${at}][${text}][_icontains]`,
    word,
  ])
  return Object.fromEntries(texts)
}

function tag([label = '']: string[]): Parameters {
  return { 'filter[tags][tags_id][label][_eq]': label }
}

function between(field: string, [from = '', to = '']: string[]): Parameters {
  return { [`filter[${field}][_gte]`]: from, [`filter[${field}][_lte]`]: to }
}

function threeFilters([label = '', folder = '', kind = '']: string[]): Parameters {
  return {
    ...tag([label]),
    'filter[origin_path][_starts_with]': `${folder}/`,
    'filter[media_kind][_eq]': kind,
  }
}
