import type { LiveNews } from '../../contract/live.ts'

/** News that several endpoints tell. */

/** @param path without its leading slash, as in `params` */
export function tellChanged({ sid, path }: { sid: string; path: string }): LiveNews {
  const origin_paths = [`/${path}`]
  return { kind: 'assets', source_id: sid, added: 0, changed: 1, removed: 0, origin_paths }
}

export function tellAdded(sid: string): LiveNews {
  return { kind: 'assets', source_id: sid, added: 1, changed: 0, removed: 0, origin_paths: [] }
}

/** An upload session that is over, and may have left an asset. */
export function tellClosed(sid: string): LiveNews[] {
  return [{ kind: 'upload', source_id: sid }, tellAdded(sid)]
}
