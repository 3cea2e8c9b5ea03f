import { type MadeAsset, makeAsset, SOURCE_SHARES } from './assets.ts'
import { pick, type Random, whole } from './random.ts'
import { CATEGORIES, TAGS, WORDS } from './vocabulary.ts'

/**
 * What is asked, apart from how an API is asked it. Every question is about an asset of the library, drawn by
 * chance, so that it has at least one answer; large Sources are asked more often, as they are in life.
 */
export type Topic =
  | 'newest'
  | 'oldest'
  | 'largest'
  | 'deep by keyset'
  | 'deep by number'
  | 'word rare'
  | 'word middling'
  | 'word common'
  | 'two words'
  | 'phrase'
  | 'word but not another'
  | 'word by relevance'
  | 'part of a file name'
  | 'file number'
  | 'tag rare'
  | 'tag middling'
  | 'tag common'
  | 'tag common, deep by number'
  | 'either of two tags'
  | 'category'
  | 'custom field'
  | 'colour'
  | 'colour and tag'
  | 'folder'
  | 'alerts'
  | 'faces'
  | 'sizes'
  | 'days taken'
  | 'similar'
  | 'three filters'
  | 'three filters by size'

export interface Question {
  /** Place in SOURCE_SHARES. */
  source: number
  /** What the topic asks for: words, labels, numbers; see each topic below. */
  values: string[]
}

/** How a topic finds its values in an asset; null when this asset is of no use for it. */
const FINDERS: Record<Topic, (asset: MadeAsset, random: Random) => string[] | null> = {
  newest: () => [],
  oldest: () => [],
  largest: () => [],
  // A share of the Source's assets that lies before the page.
  'deep by keyset': (_, random) => [String(0.85 + 0.1 * random())],
  'deep by number': (_, random) => [String(0.85 + 0.1 * random())],
  'word rare': (asset) => wordOfRank(asset, 5000, WORDS.length),
  'word middling': (asset) => wordOfRank(asset, 200, 3000),
  'word common': (asset) => wordOfRank(asset, 0, 30),
  'two words': (asset, random) => {
    const words = wordsOf(asset)
    return words.length < 2 ? null : [pick(random, words.slice(1)), words[0] ?? '']
  },
  phrase: (asset) => {
    const first = /[a-z]{4,} [a-z]{4,}/.exec(asset.description ?? '')
    return first && [first[0]]
  },
  'word but not another': (asset, random) => {
    const word = wordOfRank(asset, 0, 300)
    return word && [...word, WORDS[whole(random, 300)] ?? '']
  },
  'word by relevance': (asset) => wordOfRank(asset, 0, 3000),
  'part of a file name': (asset, random) => {
    const word = /\/(?<word>[a-z]{6,})-[^/]*$/.exec(asset.path)?.groups?.word
    return word ? [word.slice(1, 5 + whole(random, 2))] : null
  },
  'file number': (asset) => numberOf(asset),
  'tag rare': (asset) => tagOfRank(asset, 1000, TAGS.length),
  'tag middling': (asset) => tagOfRank(asset, 50, 500),
  'tag common': (asset) => tagOfRank(asset, 0, 20),
  // And how many of all assets to skip, of which the rarest of these have one in 25.
  'tag common, deep by number': (asset) => {
    const tag = tagOfRank(asset, 0, 20)
    return tag && [...tag, '0.03']
  },
  'either of two tags': (asset, random) => {
    const tag = tagOfRank(asset, 0, 300)
    return tag && [...tag, TAGS[whole(random, 300)] ?? '']
  },
  category: ({ categories: [first] }) => (first === undefined ? null : [CATEGORIES[first] ?? '']),
  'custom field': ({ fields }) => {
    const [first] = fields
    return first ? [String(first[0]), first[1]] : null
  },
  colour: (asset) => colorOf(asset),
  'colour and tag': (asset) => {
    const [color, tag] = [colorOf(asset), tagOfRank(asset, 0, 500)]
    return color && tag && [...color, ...tag]
  },
  // One of those that the asset is in, at any depth.
  folder: ({ path }, random) => {
    const names = path.split('/').slice(0, -1)
    return [names.slice(0, 1 + whole(random, names.length)).join('/')]
  },
  // Which one, and the least level.
  alerts: ({ alerts }, random) => {
    const which = whole(random, alerts.length)
    const level = alerts[which] ?? 0
    return level < 2 ? null : [String(which), String(level)]
  },
  faces: ({ faces }) => (faces ? [String(faces)] : null),
  sizes: ({ sizeBytes }, random) => rangeFrom(sizeBytes, 1 + random()),
  'days taken': ({ taken }, random) => {
    if (!taken) return null
    const until = new Date(taken.getTime() + (1 + whole(random, 90)) * 86_400_000)
    return [taken, until].map((date) => date.toISOString().slice(0, 10))
  },
  similar: ({ path, perceptualHash }) => (perceptualHash ? [path] : null),
  'three filters': threeFilters,
  'three filters by size': threeFilters,
}

/** A random question of a topic; the same for the same numbers. */
export function ask(topic: Topic, random: Random, assets: number): Question {
  for (let tries = 0; tries < 10_000; tries += 1) {
    const asset = makeAsset(whole(random, assets))
    const values = FINDERS[topic](asset, random)
    if (values) return { source: asset.source, values }
  }
  throw new Error(`No asset of the library is fit for a question about "${topic}".`)
}

/** About how many assets a Source has. */
export function sizeOf(source: number, assets: number): number {
  return Math.floor((SOURCE_SHARES[source] ?? 0) * assets)
}

function wordsOf({ description }: MadeAsset): string[] {
  return (description ?? '').match(/[a-z]{4,}/g) ?? []
}

function wordOfRank(asset: MadeAsset, from: number, below: number): string[] | null {
  const found = wordsOf(asset).find((word) => {
    const rank = RANKS.get(word) ?? -1
    return rank >= from && rank < below
  })
  return found === undefined ? null : [found]
}

const RANKS = new Map(WORDS.map((word, rank) => [word, rank]))

/** The digits of a file name as a camera gives it. */
function numberOf({ path }: MadeAsset): string[] | null {
  const digits = /\/(?:IMG|DSC)_?(?<digits>\d{5,})[^/]*$/.exec(path)?.groups?.digits
  return digits ? [digits] : null
}

function tagOfRank({ tags }: MadeAsset, from: number, below: number): string[] | null {
  const found = [...tags.keys()].find((tag) => tag >= from && tag < below)
  return found === undefined ? null : [TAGS[found] ?? '']
}

function colorOf({ colors }: MadeAsset): string[] | null {
  const [first] = Object.keys(colors?.dominant_colors ?? {})
  return first === undefined ? null : [first.slice(1)]
}

function rangeFrom(value: number, factor: number): string[] {
  return [String(value), String(Math.ceil(value * factor))]
}

/** A tag of any frequency, a folder with what is below it, and a media kind. */
function threeFilters(asset: MadeAsset, random: Random): string[] | null {
  const tags = [...asset.tags.keys()].map((tag) => TAGS[tag] ?? '')
  const [top] = asset.path.split('/')
  return tags.length === 0 ? null : [pick(random, tags), top ?? '', asset.mediaKind]
}
