import type { Kysely } from 'kysely'
import { z } from 'zod'
import { findFeatures } from '../catalog/analysis-settings.ts'
import {
  decideDuplicates,
  type NewDecision,
  takeBackDecisions,
} from '../catalog/likeness/decide-duplicates.ts'
import { findDecisions, listDecisions } from '../catalog/likeness/duplicate-decisions.ts'
import { findGroupPaths, listDuplicates } from '../catalog/likeness/duplicates.ts'
import { inSearch } from '../catalog/search/search-transaction.ts'
import { requireSource, type Source } from '../catalog/sources.ts'
import type { Database } from '../db/tables.ts'
import { type Enqueue, PRIORITY } from '../jobs/queue.ts'
import { Failure } from '../lib/failures.ts'
import { resourceBody } from './document.ts'
import {
  DECISION,
  DUPLICATE_DECISION,
  DUPLICATE_GROUP,
  presentDecision,
  presentGroup,
  presentIdCursor,
} from './duplicate-resources.ts'
import { wholeNumber } from './filter-query.ts'
import { editorOf } from './history.ts'
import { type Endpoint, endpoint, readOriginPath } from './routes.ts'
import { similarEndpoint } from './similar.ts'
import { SOURCE_PARAMS } from './sources.ts'

interface DuplicateNeeds {
  db: Kysely<Database>
  enqueue: Enqueue
}

const TAG = 'Duplicates'
const MAX_ID = Number.MAX_SAFE_INTEGER
const MAX_PAGE = 100
const MAX_DECISIONS = 500
const MAX_PATHS = 1000
const MAX_PATHS_OF_A_CALL = 20_000

const ID = wholeNumber(1, MAX_ID)
const PATH = z.string().transform((path) => readOriginPath(path.replace(/^\//, '')))
const PAGE = {
  'page[after]': ID.optional().meta({ description: 'meta.cursor.after of the page before.' }),
  'page[limit]': wholeNumber(1, MAX_PAGE).default(20),
}

const NEW_DECISION = z.strictObject({
  decision: DECISION,
  origin_paths: z.array(PATH).min(2).max(MAX_PATHS).optional(),
  group: ID.optional().meta({
    description: 'Instead of origin_paths: all assets of this group, 10,000 at most.',
  }),
  preferred: PATH.optional(),
  merge_metadata: z.boolean().default(false).meta({
    description:
      'Of preferred: it gets the categories, tags and custom fields that the others have and it has not.',
  }),
  replaces: z.array(ID).max(MAX_PATHS).default([]).meta({
    description: 'Ids of earlier decisions about the same assets that this one is to replace.',
  }),
})
type GivenDecision = z.output<typeof NEW_DECISION>

/** Ours: copies of the same file, and pictures that hardly differ. */
export function duplicateEndpoints(needs: DuplicateNeeds): Endpoint[] {
  return [
    listGroups(needs),
    decide(needs),
    listAllDecisions(needs),
    takeBack(needs),
    takeBackMany(needs),
    similarEndpoint(needs.db),
  ]
}

function listGroups({ db }: DuplicateNeeds): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/sources/:sid/duplicates',
    operationId: 'listDuplicates',
    tag: TAG,
    summary: 'List groups of copies that nobody has decided about',
    description:
      'Newest group first. Pictures are near when all of them differ in at most 6 bits of 64 from one of them, so ' +
      'that likenesses never add up. Groups follow new files within seconds; a group that was decided about comes ' +
      'back when it gets a new copy.',
    permissions: ['asset_browse'],
    params: SOURCE_PARAMS,
    query: z.strictObject({
      'filter[likeness]': z.enum(['same', 'near']).optional(),
      ...PAGE,
    }),
    answer: { resource: DUPLICATE_GROUP, list: 'cursor' },
    async handle({ principal: { accountId }, params: { sid }, query, signal }) {
      const source = await requireSource(db, { accountId, publicId: sid })
      const only = query['filter[likeness]']
      const current = query['page[after]'] ?? null
      const wanted = {
        sourceId: source.id,
        likeness: only ? [only] : (['same', 'near'] as const),
        after: current,
        limit: query['page[limit]'],
      }
      const { groups, after, total } = await inSearch(
        db,
        (tx) => listDuplicates(tx, wanted),
        signal,
      )
      const features = await findFeatures(db, accountId)
      const data = groups.map((group) => presentGroup({ sid, features }, group))
      return { data, meta: { cursor: presentIdCursor(current, after, total) } }
    },
  })
}

function decide({ db, enqueue }: DuplicateNeeds): Endpoint {
  return endpoint({
    method: 'POST',
    path: '/sources/:sid/duplicates/decisions',
    operationId: 'decideDuplicates',
    tag: TAG,
    summary: 'Say what copies are to each other',
    description:
      'different: no copies, never shown together again. keep_all: copies, and all of them are wanted. preferred: ' +
      'one is the one to use, the others are marked as copies of it (duplicate_of). Files are never touched. All ' +
      'decisions of a call are kept, or none. A decision holds as long as the assets are what they were: the same ' +
      'bytes, or pictures that hardly differ. 409 when somebody has decided about the same assets and replaces does ' +
      'not name that decision.',
    permissions: ['asset_edit'],
    params: SOURCE_PARAMS,
    body: resourceBody(
      DUPLICATE_DECISION.type,
      z.strictObject({ decisions: z.array(NEW_DECISION).min(1).max(MAX_DECISIONS) }),
    ),
    status: 201,
    answer: { resource: DUPLICATE_DECISION, list: 'whole' },
    async handle({ principal, params: { sid }, body }) {
      const { accountId } = principal
      const source = await requireSource(db, { accountId, publicId: sid })
      const decisions: NewDecision[] = []
      for (const [at, given] of body.decisions.entries()) {
        decisions.push(await readDecision(db, source, { given, at }))
        refuseMany(decisions)
      }
      const by = editorOf(principal)
      const ids = await decideDuplicates(db, { accountId, sourceId: source.id, decisions, by })
      await enqueueGrouping(enqueue, db, source)
      const made = await findDecisions(db, { sourceId: source.id, ids })
      return { data: made.map((one) => presentDecision(sid, one)) }
    },
  })
}

/** After each: hundreds of groups may have ten thousand assets each. */
function refuseMany(decisions: readonly NewDecision[]): void {
  const count = decisions.reduce((sum, { paths }) => sum + paths.length, 0)
  if (count <= MAX_PATHS_OF_A_CALL) return
  const detail = `These are ${count} assets or more; decide about ${MAX_PATHS_OF_A_CALL} at most in one call.`
  throw new Failure('invalid_body', detail, { pointer: '/data/attributes/decisions' })
}

/** @throws Failure `invalid_body` for members that do not fit together */
async function readDecision(
  db: Kysely<Database>,
  source: Source,
  { given, at }: { given: GivenDecision; at: number },
): Promise<NewDecision> {
  const { decision, origin_paths: named, group, preferred = null } = given
  const refuse = (member: string, detail: string) =>
    new Failure('invalid_body', detail, { pointer: `/data/attributes/decisions/${at}/${member}` })
  if ((named === undefined) === (group === undefined)) {
    throw refuse('origin_paths', 'Give either origin_paths or group.')
  }
  const paths = [
    ...new Set(named ?? (await findGroupPaths(db, { sourceId: source.id, groupId: group ?? 0 }))),
  ]
  if (paths.length < 2) {
    const detail = named ? 'Two different assets are needed.' : 'There is no such group any more.'
    throw refuse(named ? 'origin_paths' : 'group', detail)
  }
  if ((decision === 'preferred') !== (preferred !== null)) {
    throw refuse(
      'preferred',
      'preferred names an asset when, and only when, the decision is preferred.',
    )
  }
  if (preferred !== null && !paths.includes(preferred)) {
    throw refuse('preferred', 'The preferred asset has to be one of the assets.')
  }
  if (given.merge_metadata && preferred === null) {
    throw refuse('merge_metadata', 'Metadata is merged only into a preferred asset.')
  }
  return {
    decision,
    paths,
    preferred,
    mergeMetadata: given.merge_metadata,
    replaces: given.replaces,
  }
}

function listAllDecisions({ db }: DuplicateNeeds): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/sources/:sid/duplicates/decisions',
    operationId: 'listDuplicateDecisions',
    tag: TAG,
    summary: 'List what has been decided about copies, newest first',
    permissions: ['asset_browse'],
    params: SOURCE_PARAMS,
    query: z.strictObject({
      'filter[origin_path]': PATH.optional().meta({ description: 'Those about this asset.' }),
      ...PAGE,
    }),
    answer: { resource: DUPLICATE_DECISION, list: 'cursor' },
    async handle({ principal: { accountId }, params: { sid }, query }) {
      const source = await requireSource(db, { accountId, publicId: sid })
      const current = query['page[after]'] ?? null
      const { decisions, after, total } = await listDecisions(db, {
        sourceId: source.id,
        path: query['filter[origin_path]'] ?? null,
        after: current,
        limit: query['page[limit]'],
      })
      const data = decisions.map((one) => presentDecision(sid, one))
      return { data, meta: { cursor: presentIdCursor(current, after, total) } }
    },
  })
}

function takeBack({ db, enqueue }: DuplicateNeeds): Endpoint {
  return endpoint({
    method: 'DELETE',
    path: '/sources/:sid/duplicates/decisions/:id',
    operationId: 'takeBackDuplicateDecision',
    tag: TAG,
    summary: 'Take back what was decided about copies',
    description:
      'Marks are taken away, and the group is shown again. Metadata that was merged stays. Answers with what it was.',
    permissions: ['asset_edit'],
    params: SOURCE_PARAMS.extend({ id: ID }),
    answer: { resource: DUPLICATE_DECISION },
    async handle({ principal, params: { sid, id } }) {
      const source = await requireSource(db, { accountId: principal.accountId, publicId: sid })
      const by = editorOf(principal)
      const maxAssets = Number.POSITIVE_INFINITY
      const taking = { sourceId: source.id, ids: [id], maxAssets, by }
      const [before] = await takeBackDecisions(db, taking)
      if (!before) throw new Failure('not_found', 'There is no such decision.')
      await enqueueGrouping(enqueue, db, source)
      return { data: presentDecision(sid, before) }
    },
  })
}

function takeBackMany({ db, enqueue }: DuplicateNeeds): Endpoint {
  return endpoint({
    method: 'POST',
    path: '/sources/:sid/duplicates/decisions/undo',
    operationId: 'takeBackDuplicateDecisions',
    tag: TAG,
    summary: 'Take back many decisions about copies at once',
    description:
      'As taking back each of them, in one transaction. Answers with what they were; those that somebody has taken ' +
      'back or replaced already are not in the answer.',
    permissions: ['asset_edit'],
    params: SOURCE_PARAMS,
    body: resourceBody(
      DUPLICATE_DECISION.type,
      z.strictObject({ ids: z.array(ID).min(1).max(MAX_DECISIONS) }),
    ),
    answer: { resource: DUPLICATE_DECISION, list: 'whole' },
    async handle({ principal, params: { sid }, body: { ids } }) {
      const source = await requireSource(db, { accountId: principal.accountId, publicId: sid })
      const before = await takeBackDecisions(db, {
        sourceId: source.id,
        ids,
        maxAssets: MAX_PATHS_OF_A_CALL,
        by: editorOf(principal),
      })
      await enqueueGrouping(enqueue, db, source)
      return { data: before.map((one) => presentDecision(sid, one)) }
    },
  })
}

/** What was called different, or no longer is, belongs to other groups now. */
async function enqueueGrouping(
  enqueue: Enqueue,
  db: Kysely<Database>,
  { id: sourceId }: Source,
): Promise<void> {
  const options = { key: String(sourceId), priority: PRIORITY.interactive }
  await enqueue(db, 'group-duplicates', { sourceId }, options)
}
