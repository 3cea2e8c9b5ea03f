import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { Resource } from '../../contract/document.ts'
import type { SavedSearchAttributes } from '../../contract/searching.ts'
import {
  createSearch,
  deleteSearch,
  findSearch,
  findSearcher,
  listSearches,
  MOST_SEARCHES,
  mayNotShare,
  type SavedSearch,
  type Searcher,
  updateSearch,
} from '../catalog/saved-searches.ts'
import { requireSource } from '../catalog/sources.ts'
import type { Database } from '../db/tables.ts'
import type { Principal } from '../identity/principal.ts'
import { Failure } from '../lib/failures.ts'
import { LABEL } from './asset-input.ts'
import { resourceBody, unixSeconds } from './document.ts'
import { wholeNumber } from './filter-query.ts'
import { presentPagination } from './pagination.ts'
import { type Answer, type Endpoint, endpoint } from './routes.ts'
import { readSavedQuery } from './saved-query.ts'
import { readVersion } from './version.ts'

interface SavedSearchNeeds {
  db: Kysely<Database>
}

const SAVED_SEARCH = {
  type: 'saved_searches',
  attributes: z.object({
    name: z.string(),
    source_id: z.string(),
    query: z.string().meta({ description: 'Such as filter[tags]=sea&sort=-file_size.' }),
    shared: z.boolean().meta({ description: 'Everybody of the account sees it.' }),
    is_own: z.boolean(),
    owner: z.string().nullable().meta({ description: 'E-mail; null when the user is gone.' }),
    date_created: z.int(),
    date_modified: z.int(),
  }) satisfies z.ZodType<SavedSearchAttributes>,
}

const SOURCE_ID = z.string().regex(/^[0-9a-f]{24}$/, 'This is not the id of a Source.')
const QUERY_TEXT = z.string().transform((text) => readSavedQuery(text, '/data/attributes/query'))
const WRITABLE = { name: LABEL, query: QUERY_TEXT, shared: z.boolean() }
const PARAMS = z.object({ id: z.uuid() })
const TAG = 'Saved searches'

/** Ours: searches that people keep; those of a key are of the one who made it. */
export function savedSearchEndpoints(needs: SavedSearchNeeds): Endpoint[] {
  return [listAll(needs), createOne(needs), readOne(needs), updateOne(needs), deleteOne(needs)]
}

function listAll({ db }: SavedSearchNeeds): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/saved_searches',
    operationId: 'listSavedSearches',
    tag: TAG,
    summary: 'List own and shared saved searches by name',
    permissions: ['asset_browse'],
    query: z.strictObject({
      'filter[source_id]': SOURCE_ID.optional(),
      'page[number]': wholeNumber(0, 1_000_000).default(0),
      'page[size]': wholeNumber(1, 1000).default(1000),
    }),
    answer: { resource: SAVED_SEARCH, list: 'pagination' },
    async handle({ principal, query }) {
      const { accountId } = principal
      const number = query['page[number]']
      const limit = query['page[size]']
      const publicId = query['filter[source_id]']
      const source =
        publicId === undefined ? null : await requireSource(db, { accountId, publicId })
      const by = await searcherOf(db, principal)
      const page = { sourceId: source?.id ?? null, offset: number * limit, limit }
      const { searches, total } = await listSearches(db, by, page)
      return {
        data: searches.map(presentSearch),
        meta: { pagination: presentPagination(number, limit, total) },
      }
    },
  })
}

function createOne({ db }: SavedSearchNeeds): Endpoint {
  return endpoint({
    method: 'POST',
    path: '/saved_searches',
    operationId: 'createSavedSearch',
    tag: TAG,
    summary: 'Keep a search',
    description:
      `The query is that of an asset list; its paging and fields are left out. 409 when there is one by this name, in ` +
      `any case, or when there are ${MOST_SEARCHES}. Sharing needs Asset Edit.`,
    permissions: ['asset_browse'],
    body: resourceBody(
      SAVED_SEARCH.type,
      z.strictObject({
        ...WRITABLE,
        source_id: SOURCE_ID,
        shared: WRITABLE.shared.default(false),
      }),
    ),
    status: 201,
    answer: { resource: SAVED_SEARCH },
    tells: () => [{ kind: 'labels' }],
    async handle({ principal, body: { source_id: publicId, ...search } }) {
      if (search.shared && !mayShare(principal)) throw mayNotShare()
      const { accountId } = principal
      const source = await requireSource(db, { accountId, publicId })
      const by = await searcherOf(db, principal)
      return answerOne(await createSearch(db, by, { ...search, sourceId: source.id }))
    },
  })
}

function readOne({ db }: SavedSearchNeeds): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/saved_searches/:id',
    operationId: 'getSavedSearch',
    tag: TAG,
    summary: 'Read a saved search',
    description:
      'The ETag of the answer guards a change: send it as If-Match with PATCH or DELETE.',
    permissions: ['asset_browse'],
    params: PARAMS,
    answer: { resource: SAVED_SEARCH },
    async handle({ principal, params: { id } }) {
      const search = await findSearch(db, await searcherOf(db, principal), id)
      if (search) return answerOne(search)
      throw new Failure('not_found', 'There is no saved search with this id.')
    },
  })
}

function updateOne({ db }: SavedSearchNeeds): Endpoint {
  return endpoint({
    method: 'PATCH',
    path: '/saved_searches/:id',
    operationId: 'updateSavedSearch',
    tag: TAG,
    summary: 'Change a saved search',
    description:
      'Members that are not sent stay. Only its owner changes it; one that belongs to nobody, whoever has Account Admin. ' +
      'With If-Match: 412 when it was changed meanwhile.',
    permissions: ['asset_browse'],
    params: PARAMS,
    body: resourceBody(SAVED_SEARCH.type, z.strictObject(WRITABLE).partial()),
    answer: { resource: SAVED_SEARCH },
    tells: () => [{ kind: 'labels' }],
    async handle({ principal, params: { id }, body, headers }) {
      const by = await searcherOf(db, principal)
      const ifVersion = readVersion(headers.ifMatch)
      const change = { id, ifVersion, mayShare: mayShare(principal), to: body }
      return answerOne(await updateSearch(db, by, change))
    },
  })
}

function deleteOne({ db }: SavedSearchNeeds): Endpoint {
  return endpoint({
    method: 'DELETE',
    path: '/saved_searches/:id',
    operationId: 'deleteSavedSearch',
    tag: TAG,
    summary: 'Forget a saved search',
    description: 'Answers with what it was.',
    permissions: ['asset_browse'],
    params: PARAMS,
    answer: { resource: SAVED_SEARCH },
    tells: () => [{ kind: 'labels' }],
    async handle({ principal, params: { id }, headers }) {
      const by = await searcherOf(db, principal)
      const ifVersion = readVersion(headers.ifMatch)
      const change = { id, ifVersion, mayShare: mayShare(principal) }
      return { data: presentSearch(await deleteSearch(db, by, change)) }
    },
  })
}

async function searcherOf(db: Kysely<Database>, principal: Principal): Promise<Searcher> {
  const { accountId, userId, keyId, permissions } = principal
  const isAdmin = permissions.has('account_admin')
  return await findSearcher(db, { accountId, userId, keyId, isAdmin })
}

function mayShare({ permissions }: Principal): boolean {
  return permissions.has('asset_edit')
}

function answerOne(search: SavedSearch): Answer {
  return { data: presentSearch(search), headers: { ETag: `"${search.version}"` } }
}

function presentSearch(search: SavedSearch): Resource<string, SavedSearchAttributes> {
  return {
    id: search.id,
    type: SAVED_SEARCH.type,
    attributes: {
      name: search.name,
      source_id: search.publicSourceId,
      query: search.query,
      shared: search.shared,
      is_own: search.isOwn,
      owner: search.owner,
      date_created: unixSeconds(search.createdAt),
      date_modified: unixSeconds(search.modifiedAt),
    },
  }
}
