import type { LiveNews } from '../../contract/live.ts'

/** News of one account, of some hundred milliseconds: what is told twice is told once. */
export interface GatheredNews {
  add(news: LiveNews): void
  /** What has come, ready to be sent: each piece is short. */
  take(): LiveNews[]
}

/** More different pieces than these are not told one by one. */
const MOST_PIECES = 100
/** Of the paths of one Source, as JSON: a notice of PostgreSQL has 8,000 bytes at most. */
const MOST_PATH_BYTES = 5000
const MOST_PATHS = 100

interface GatheredAssets {
  added: number
  removed: number
  paths: Set<string>
  pathBytes: number
  /** Changed ones beside the paths. */
  unnamed: number
}

export function gatherNews(): GatheredNews {
  let pieces = new Map<string, LiveNews>()
  let assets = new Map<string, GatheredAssets>()
  let hasMissed = false
  return {
    add(news) {
      if (news.kind === 'assets') {
        const known = assets.get(news.source_id) ?? noAssets()
        assets.set(news.source_id, known)
        addAssets(known, news)
      } else pieces.set(JSON.stringify(news), news)
      if (pieces.size + assets.size <= MOST_PIECES) return
      hasMissed = true
      pieces.clear()
      assets.clear()
    },
    take() {
      const news = [...[...assets].map(presentAssets), ...pieces.values()]
      if (hasMissed) news.unshift({ kind: 'missed' })
      pieces = new Map()
      assets = new Map()
      hasMissed = false
      return news
    },
  }
}

function noAssets(): GatheredAssets {
  return { added: 0, removed: 0, paths: new Set(), pathBytes: 0, unnamed: 0 }
}

function addAssets(known: GatheredAssets, news: LiveNews & { kind: 'assets' }): void {
  known.added += news.added
  known.removed += news.removed
  known.unnamed += Math.max(0, news.changed - news.origin_paths.length)
  for (const path of news.origin_paths) {
    if (known.paths.has(path)) continue
    const bytes = Buffer.byteLength(JSON.stringify(path)) + 1
    if (known.paths.size < MOST_PATHS && known.pathBytes + bytes <= MOST_PATH_BYTES) {
      known.paths.add(path)
      known.pathBytes += bytes
    } else known.unnamed += 1
  }
}

function presentAssets([source_id, known]: [string, GatheredAssets]): LiveNews {
  const { added, removed, paths, unnamed } = known
  const changed = paths.size + unnamed
  return { kind: 'assets', source_id, added, changed, removed, origin_paths: [...paths] }
}
