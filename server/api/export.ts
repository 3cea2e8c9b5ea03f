import { Readable } from 'node:stream'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { AssetRecord } from '../catalog/asset-records.ts'
import { exportAssets, findKeysInUse } from '../catalog/export.ts'
import { requireSource, type Source } from '../catalog/sources.ts'
import type { Database } from '../db/tables.ts'
import { ASSET_LIST_QUERY, readAssetList } from './asset-query.ts'
import { ASSET, presentAsset } from './asset-resource.ts'
import { pickFields } from './document.ts'
import { BYTE_ORDER_MARK, csvWriter } from './export-csv.ts'
import type { LongAnswers } from './long-answers.ts'
import { type Endpoint, endpoint } from './routes.ts'
import { datedEnding, saveAs } from './save-as.ts'
import { type AnalysisMode, findShown, refuseHidden, type Shown } from './shown-features.ts'
import { SOURCE_PARAMS } from './sources.ts'

/** With more keys of custom fields than these, one column holds them all. */
const MOST_KEYS = 500

const TYPES = {
  csv: 'text/csv; charset=utf-8; header=present',
  json: 'application/json; charset=utf-8',
} as const

const QUERY = ASSET_LIST_QUERY.extend({
  format: z.enum(['csv', 'json']).meta({
    description:
      'csv: RFC 4180 with a header, UTF-8 with a byte order mark. json: {"data": […]} as in a list, an asset a line.',
  }),
})

/** Ours: everything that a search finds, as a file. */
export function exportEndpoints({
  db,
  analysisMode,
  longAnswers,
}: {
  db: Kysely<Database>
  analysisMode: AnalysisMode
  longAnswers: LongAnswers
}): Endpoint[] {
  return [
    endpoint({
      method: 'GET',
      path: '/sources/:sid/export',
      operationId: 'exportAssets',
      tag: 'Assets',
      summary: 'Download all assets of a search as CSV or JSON',
      description:
        'Filters, sort and fields are those of the list; paging is left aside. A download that breaks off was not ' +
        'complete. docs/export-and-import.md describes the columns, which an import reads back.',
      permissions: ['asset_browse'],
      params: SOURCE_PARAMS,
      query: QUERY,
      answer: { resource: ASSET, list: 'whole' },
      file: Object.values(TYPES),
      async handle({ principal, session, params: { sid }, query, signal, request }) {
        const { accountId } = principal
        const { format, ...list } = query
        const { fields, filter, sort, withMetadata } = readAssetList(list)
        const shown = await findShown(db, accountId, analysisMode)
        refuseHidden(Object.keys(list), shown.features)
        const source = await requireSource(db, { accountId, publicId: sid })
        const headers = {
          'Content-Type': TYPES[format],
          ...saveAs(source.name, datedEnding(format)),
        }
        if (request.method === 'HEAD') return { data: null, file: Readable.from([]), headers }
        return await longAnswers.begin({ principal, session, request }, async () => {
          const pages = exportAssets(db, { source, filter, sort, withMetadata }, signal)
          // What fails at once is an answer like any other; later it can only break off.
          const first = await pages.next()
          const parts = { source, shown, fields, first: first.value ?? [], pages }
          const text = format === 'csv' ? await csvText(db, parts) : jsonText(parts)
          return { data: null, file: Readable.from(toBytes(text)), headers }
        })
      },
    }),
  ]
}

interface Parts {
  source: Source
  shown: Shown
  fields: readonly string[] | null
  first: AssetRecord[]
  pages: AsyncGenerator<AssetRecord[], void>
}

async function* readParts({ first, pages }: Parts): AsyncGenerator<AssetRecord[]> {
  yield first
  yield* pages
}

async function csvText(db: Kysely<Database>, parts: Parts): Promise<AsyncGenerator<string>> {
  const { source, shown, fields } = parts
  const keys = await findKeysInUse(db, { sourceId: source.id, most: MOST_KEYS })
  const writer = csvWriter(fields, keys.length > MOST_KEYS ? null : keys)
  return (async function* () {
    yield BYTE_ORDER_MARK + writer.header
    for await (const assets of readParts(parts)) {
      const presented = assets.map((one) => presentAsset(source.publicId, one, shown))
      yield presented.map((one) => writer.writeAsset(one)).join('')
    }
  })()
}

async function* jsonText(parts: Parts): AsyncGenerator<string> {
  const { source, shown, fields } = parts
  let count = 0
  yield '{"data":['
  for await (const assets of readParts(parts)) {
    const lines = assets.map((asset) => {
      const presented = presentAsset(source.publicId, asset, shown)
      return JSON.stringify(fields ? pickFields(presented, fields) : presented)
    })
    if (lines.length > 0) yield `${count === 0 ? '\n' : ',\n'}${lines.join(',\n')}`
    count += lines.length
  }
  yield `\n],"jsonapi":{"version":"1.0"},"meta":{"count":${count}}}\n`
}

async function* toBytes(text: AsyncGenerator<string>): AsyncGenerator<Buffer> {
  for await (const part of text) if (part !== '') yield Buffer.from(part)
}
