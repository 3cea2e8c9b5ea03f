import type { Kysely } from 'kysely'
import { z } from 'zod'
import { type AssetRecord, editTag, findAsset } from '../catalog/asset-records.ts'
import { ensureAssets } from '../catalog/assets.ts'
import { isIndexRenewing } from '../catalog/search/renew-index.ts'
import { searchAssets } from '../catalog/search/search.ts'
import { requireSource, type Source } from '../catalog/sources.ts'
import { updateAsset } from '../catalog/update-asset.ts'
import type { Database } from '../db/tables.ts'
import { type Enqueue, PRIORITY } from '../jobs/queue.ts'
import { Failure } from '../lib/failures.ts'
import type { Origin, OriginFile } from '../origins/origin.ts'
import { ASSET_INPUT, readPatch } from './asset-input.ts'
import { ASSET_LIST_QUERY, FIELDS, presentCursor, readAssetList } from './asset-query.ts'
import { ASSET, presentAsset } from './asset-resource.ts'
import { pickFields, readFields, resourceBody } from './document.ts'
import { editorOf } from './history.ts'
import { type Answer, type Endpoint, endpoint, readOriginPath } from './routes.ts'
import { type AnalysisMode, findShown, refuseHidden, type Shown } from './shown-features.ts'
import { SOURCE_PARAMS } from './sources.ts'
import { tellChanged } from './tell.ts'

export interface AssetNeeds {
  db: Kysely<Database>
  enqueue: Enqueue
  /** Opens the Source's Origin; whoever gave it closes it. */
  open(source: Source): Origin
  /** The setting ANALYSIS. */
  analysisMode: AnalysisMode
  /** Forgets every cached rendering of one asset, in all processes. */
  purge(sourceId: string, path: string): Promise<void>
}

const TAG = 'Assets'
export const ASSET_PARAMS = SOURCE_PARAMS.extend({ path: z.string().transform(readOriginPath) })

export function assetEndpoints(needs: AssetNeeds): Endpoint[] {
  return [listAll(needs), readOne(needs), updateOne(needs), addOne(needs), refreshOne(needs)]
}

function listAll({ db, analysisMode }: AssetNeeds): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/sources/:sid/assets',
    aliases: ['/assets/:sid'],
    operationId: 'listAssets',
    tag: TAG,
    summary: 'List and search the assets of a Source',
    permissions: ['asset_browse'],
    params: SOURCE_PARAMS,
    query: ASSET_LIST_QUERY,
    answer: { resource: ASSET, list: 'cursor' },
    async handle({ principal: { accountId }, params: { sid }, query, signal }) {
      const { fields, ...search } = readAssetList(query)
      const [shown, source, isRenewing] = await Promise.all([
        findShown(db, accountId, analysisMode),
        requireSource(db, { accountId, publicId: sid }),
        isIndexRenewing(db),
      ])
      refuseHidden(Object.keys(query), shown.features)
      const found = await searchAssets(db, { ...search, source, signal })
      const data = found.assets.map((asset) => {
        const presented = presentAsset(sid, asset, shown)
        return fields ? pickFields(presented, fields) : presented
      })
      const cursor = presentCursor(search.page, found)
      return { data, meta: { cursor: { ...cursor, ...(isRenewing && { indexIsRenewing: true }) } } }
    },
  })
}

function readOne(needs: AssetNeeds): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/sources/:sid/assets/*',
    aliases: ['/assets/:sid/*'],
    operationId: 'getAsset',
    tag: TAG,
    summary: 'Read an asset',
    description: 'The ETag of the answer guards a change: send it as If-Match with PATCH.',
    permissions: ['asset_browse'],
    params: ASSET_PARAMS,
    query: z.strictObject(FIELDS),
    answer: { resource: ASSET },
    async handle({ principal: { accountId }, params: { sid, path }, query }) {
      const fields = readFields(query['fields[assets]'], ASSET)
      const source = await requireSource(needs.db, { accountId, publicId: sid })
      return await answerAsset(needs, source, { path, fields })
    },
  })
}

function updateOne({ db, analysisMode }: AssetNeeds): Endpoint {
  return endpoint({
    method: 'PATCH',
    path: '/sources/:sid/assets/*',
    aliases: ['/assets/:sid/*'],
    operationId: 'updateAsset',
    tag: TAG,
    summary: 'Change what people say about an asset',
    description: 'With If-Match: 412 when somebody else was first.',
    permissions: ['asset_edit'],
    params: ASSET_PARAMS,
    body: resourceBody('assets', ASSET_INPUT),
    answer: { resource: ASSET },
    tells: ({ params }) => [tellChanged(params)],
    async handle({ principal, params: { sid, path }, body, headers }) {
      const { accountId } = principal
      const source = await requireSource(db, { accountId, publicId: sid })
      const known = await findAsset(db, { sourceId: source.id, path })
      if (!known) throw unknownAsset(path)
      const shown = await findShown(db, accountId, analysisMode)
      const patch = readPatch(body, {
        shown: presentAsset(sid, known, shown).attributes,
        stored: presentAsset(sid, known, null).attributes,
      })
      const ifTag = headers.ifMatch === '*' ? null : headers.ifMatch
      const by = editorOf(principal)
      const edit = { accountId, sourceId: source.id, path, patch, ifTag, by }
      return present(source, await updateAsset(db, edit), { fields: null, shown })
    },
  })
}

function addOne(needs: AssetNeeds): Endpoint {
  const { db, enqueue, open } = needs
  return endpoint({
    method: 'POST',
    path: '/sources/:sid/assets/add/*',
    operationId: 'addAsset',
    tag: TAG,
    summary: 'Queue a file of the Origin for indexing',
    permissions: ['asset_edit'],
    params: ASSET_PARAMS,
    status: 202,
    answer: { resource: ASSET },
    async handle({ principal: { accountId }, params: { sid, path }, signal }) {
      const source = await requireSource(db, { accountId, publicId: sid })
      const file = await open(source).stat(path, signal)
      if (!file) throw notAtOrigin(path)
      await db.transaction().execute(async (tx) => {
        const paths = await ensureAssets(tx, { sourceId: source.id, files: [file] })
        if (paths.length === 0) return
        const options = { priority: PRIORITY.interactive }
        await enqueue(tx, 'index-assets', { sourceId: source.id, paths }, options)
      })
      return await answerAsset(needs, source, { path, fields: null })
    },
  })
}

function refreshOne(needs: AssetNeeds): Endpoint {
  const { db, open, purge } = needs
  return endpoint({
    method: 'POST',
    path: '/sources/:sid/assets/refresh/*',
    operationId: 'refreshAsset',
    tag: TAG,
    summary: 'Fetch and read an asset again and forget its renderings',
    description:
      'A file that was never known is pulled in; one that is gone from the Origin goes here, too.',
    permissions: ['asset_edit', 'asset_purge'],
    params: ASSET_PARAMS,
    answer: { resource: ASSET },
    tells: ({ params }) => [tellChanged(params)],
    async handle({ principal: { accountId }, params: { sid, path }, signal }) {
      const source = await requireSource(db, { accountId, publicId: sid })
      const file = await open(source).stat(path, signal)
      await enqueueRefresh(needs, source, { path, file })
      await purge(sid, path)
      if (!file) throw notAtOrigin(path)
      return await answerAsset(needs, source, { path, fields: null })
    },
  })
}

async function enqueueRefresh(
  { db, enqueue }: AssetNeeds,
  source: Source,
  { path, file }: { path: string; file: OriginFile | null },
): Promise<void> {
  const sourceId = source.id
  await db.transaction().execute(async (tx) => {
    if (file) await ensureAssets(tx, { sourceId, files: [file] })
    const options = { key: `${sourceId}/${path}`, priority: PRIORITY.interactive }
    await enqueue(tx, 'refresh-asset', { sourceId, path }, options)
  })
}

export async function answerAsset(
  { db, analysisMode }: Pick<AssetNeeds, 'db' | 'analysisMode'>,
  source: Source,
  { path, fields }: { path: string; fields: readonly string[] | null },
): Promise<Answer> {
  const asset = await findAsset(db, { sourceId: source.id, path })
  if (!asset) throw unknownAsset(path)
  const shown = await findShown(db, source.accountId, analysisMode)
  return present(source, asset, { fields, shown })
}

function present(
  source: Source,
  asset: AssetRecord,
  { fields, shown }: { fields: readonly string[] | null; shown: Shown },
): Answer {
  const presented = presentAsset(source.publicId, asset, shown)
  const data = fields ? pickFields(presented, fields) : presented
  return { data, headers: { ETag: `"${editTag(asset)}"` } }
}

function unknownAsset(path: string): Failure {
  return new Failure('not_found', `There is no asset "/${path}" in this Source.`)
}

function notAtOrigin(path: string): Failure {
  return new Failure('not_found', `There is no file "/${path}" at the Origin.`)
}
