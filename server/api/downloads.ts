import { Readable } from 'node:stream'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { DownloadAttributes } from '../../contract/searching.ts'
import { findFeatures } from '../catalog/analysis-settings.ts'
import {
  createDownload,
  MOST_FILES,
  readStoredFiles,
  requireDownload,
} from '../catalog/downloads.ts'
import { requireSource, type Source } from '../catalog/sources.ts'
import type { Database } from '../db/tables.ts'
import type { Origin } from '../origins/origin.ts'
import { MAX_BODY_BYTES, readSelection, SELECTION } from './bulk-edit-input.ts'
import { type ResourceSchema, resourceBody, unixSeconds } from './document.ts'
import { MISSING_FILE, writeZip } from './download-zip.ts'
import type { LongAnswers } from './long-answers.ts'
import { API_PREFIX, type Endpoint, endpoint } from './routes.ts'
import { datedEnding, saveAs } from './save-as.ts'
import { SOURCE_PARAMS } from './sources.ts'

interface DownloadNeeds {
  db: Kysely<Database>
  open(source: Source): Origin
  longAnswers: LongAnswers
}

const TAG = 'Assets'
const DOWNLOAD = {
  type: 'downloads',
  attributes: z.object({
    source_id: z.string(),
    count: z.int().meta({ description: `Files in it, at most ${MOST_FILES}.` }),
    bytes: z.int().meta({ description: 'Of all files together; the zip is hardly larger.' }),
    unknown: z.int().meta({
      description: `Named, but not in the library; they stand in ${MISSING_FILE}.`,
    }),
    path: z.string().meta({ description: "Where the zip is, below the server's address." }),
    date_expires: z.int().meta({ description: 'Until then it can be begun.' }),
  }) satisfies z.ZodType<DownloadAttributes>,
} satisfies ResourceSchema

/** Ours: original files as one zip, named ones or all that a search finds. */
export function downloadEndpoints(needs: DownloadNeeds): Endpoint[] {
  return [createOne(needs), fetchOne(needs)]
}

function createOne({ db, longAnswers }: DownloadNeeds): Endpoint {
  return endpoint({
    method: 'POST',
    path: '/sources/:sid/downloads',
    operationId: 'createDownload',
    tag: TAG,
    summary: 'Gather original files for a zip, named ones or all that a search finds',
    description:
      'Says how many and how large they are, and where the zip is. Which files it holds is fixed now; it can be fetched for an hour.',
    permissions: ['asset_browse'],
    params: SOURCE_PARAMS,
    body: resourceBody('downloads', z.strictObject({ selection: SELECTION })),
    maxBodyBytes: MAX_BODY_BYTES,
    status: 201,
    answer: { resource: DOWNLOAD },
    async handle({ principal: { accountId }, params: { sid }, body }) {
      const selection = readSelection(body.selection, await findFeatures(db, accountId))
      const source = await requireSource(db, { accountId, publicId: sid })
      const wanted = { accountId, sourceId: source.id, selection }
      const made = await longAnswers.during(accountId, () => createDownload(db, wanted))
      const { id, count, bytes, unknown, expiresAt } = made
      const attributes: DownloadAttributes = {
        source_id: sid,
        count,
        bytes,
        unknown,
        path: `${API_PREFIX}/sources/${sid}/downloads/${id}`,
        date_expires: unixSeconds(expiresAt),
      }
      return { data: { id, type: DOWNLOAD.type, attributes } }
    },
  })
}

function fetchOne({ db, open, longAnswers }: DownloadNeeds): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/sources/:sid/downloads/:id',
    operationId: 'fetchDownload',
    tag: TAG,
    summary: 'Fetch original files as a zip',
    description:
      `Made while it is fetched, not compressed, with the paths of the Origin as names. What cannot be read is left out and stands with the reason in ${MISSING_FILE}. ` +
      'A download that breaks off was not complete.',
    permissions: ['asset_browse'],
    params: SOURCE_PARAMS.extend({ id: z.uuid() }),
    answer: { resource: DOWNLOAD },
    file: ['application/zip'],
    async handle({ principal, session, params: { sid, id }, signal, request }) {
      const { accountId } = principal
      const source = await requireSource(db, { accountId, publicId: sid })
      const found = await requireDownload(db, { accountId, sourceId: source.id, id })
      const name = saveAs(source.name, datedEnding('zip'))
      const headers = { 'Content-Type': 'application/zip', 'Accept-Ranges': 'none', ...name }
      if (request.method === 'HEAD') return { data: null, file: Readable.from([]), headers }
      return await longAnswers.begin({ principal, session, request }, async () => {
        const { assets, unknownPaths } = found
        const files = readStoredFiles(db, assets)
        const tellsAll = principal.permissions.has('sources')
        const zip = { origin: open(source), files, unknownPaths, signal, tellsAll }
        const file = await writeZip(zip)
        return { data: null, file, headers }
      })
    },
  })
}
