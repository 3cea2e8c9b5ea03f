import { type Kysely, sql } from 'kysely'
import type { Database, Db } from '../db/tables.ts'
import { Failure } from '../lib/failures.ts'
import { uuidV7 } from '../lib/uuid-v7.ts'
import { foldName, nameTaken } from './unique-names.ts'

/** Searches that people keep, for themselves or for everybody of the account. */

export interface SavedSearch {
  id: string
  publicSourceId: string
  name: string
  /** As in an address, already validated. */
  query: string
  shared: boolean
  isOwn: boolean
  /** E-mail; null when the user is gone, or a key without a maker has saved it. */
  owner: string | null
  createdAt: Date
  modifiedAt: Date
  version: number
}

/** Who asks: the person, or the one who made the key. */
export interface Searcher {
  accountId: number
  /** null: a key that nobody made. It sees and saves what is shared alone. */
  userId: string | null
  /** May change what belongs to nobody. */
  isAdmin: boolean
}

export const MOST_SEARCHES = 1000

/** The person behind a principal. */
export async function findSearcher(
  db: Db,
  asks: { accountId: number; userId: string | null; keyId: string | null; isAdmin: boolean },
): Promise<Searcher> {
  const { accountId, userId, keyId, isAdmin } = asks
  if (userId !== null || keyId === null) return { accountId, userId, isAdmin }
  const key = db.selectFrom('api_keys').select('created_by').where('id', '=', keyId)
  return { accountId, userId: (await key.executeTakeFirst())?.created_by ?? null, isAdmin }
}

/**
 * Own and shared ones of Sources that are there, in the order of their names.
 * @param sourceId null: of all Sources
 */
export async function listSearches(
  db: Db,
  by: Searcher,
  { sourceId, limit, offset }: { sourceId: number | null; limit: number; offset: number },
): Promise<{ searches: SavedSearch[]; total: number }> {
  const ofSource = sourceId === null ? sql`true` : sql`q.source_id = ${sourceId}`
  const { rows } = await sql<SavedSearch>`
    ${seenBy(by)} and ${ofSource} order by q.name_folded, q.id
    limit ${limit} offset ${offset}`.execute(db)
  const counted = await sql<{ total: number }>`
    select count(*) as total from (${seenBy(by)} and ${ofSource}) one`.execute(db)
  return { searches: rows, total: counted.rows[0]?.total ?? 0 }
}

export async function findSearch(db: Db, by: Searcher, id: string): Promise<SavedSearch | null> {
  const { rows } = await sql<SavedSearch>`${seenBy(by)} and q.id = ${id}::uuid`.execute(db)
  return rows[0] ?? null
}

function seenBy({ accountId, userId }: Searcher) {
  return sql`
    select q.id, s.public_id as "publicSourceId", q.name, q.query, q.shared,
      q.owner_id is not null and q.owner_id is not distinct from ${userId}::uuid as "isOwn",
      u.email as owner, q.created_at as "createdAt", q.modified_at as "modifiedAt", q.version
    from saved_searches q
    join sources s on s.id = q.source_id and s.deleted_at is null
    left join users u on u.id = q.owner_id
    where q.account_id = ${accountId} and (q.shared or q.owner_id = ${userId}::uuid)`
}

export interface NewSearch {
  sourceId: number
  name: string
  query: string
  shared: boolean
}

/** @throws Failure `conflict`: the name is taken, or there are as many as there may be; `invalid_body` */
export async function createSearch(
  db: Kysely<Database>,
  by: Searcher,
  { sourceId, name, query, shared }: NewSearch,
): Promise<SavedSearch> {
  const { accountId, userId } = by
  if (userId === null && !shared) throw ownerless()
  const id = uuidV7()
  return await db.transaction().execute(async (tx) => {
    await requireRoom(tx, by)
    const values = { id, account_id: accountId, source_id: sourceId, owner_id: userId }
    const insert = tx
      .insertInto('saved_searches')
      .values({ ...values, name, name_folded: foldName(name), query, shared })
    await insert.execute().catch(nameTaken(alreadyThere(name)))
    return await requireSearch(tx, by, id)
  })
}

/** Locked, so that two new ones at the same time cannot both be the last. */
async function requireRoom(tx: Db, { accountId, userId }: Searcher): Promise<void> {
  const { rows } = await sql<{ count: number }>`
    with account as (select id from accounts where id = ${accountId} for update)
    select count(*) as count from saved_searches q join account on q.account_id = account.id
    where q.owner_id is not distinct from ${userId}::uuid`.execute(tx)
  if ((rows[0]?.count ?? 0) < MOST_SEARCHES) return
  const detail = `You have ${MOST_SEARCHES} saved searches, which is as many as there may be. Delete one first.`
  throw new Failure('conflict', detail)
}

interface SearchChange {
  id: string
  /** The version somebody has seen; null: whatever it is. */
  ifVersion: number | null
}

/**
 * Changes the given members.
 * @param change.mayShare whether this person may change what is, or will be, shared
 * @throws Failure `not_found`, `forbidden`, `changed_meanwhile`, `conflict` when the name is taken, `invalid_body`
 */
export async function updateSearch(
  db: Kysely<Database>,
  by: Searcher,
  change: SearchChange & { mayShare: boolean; to: Partial<Omit<NewSearch, 'sourceId'>> },
): Promise<SavedSearch> {
  return await db.transaction().execute(async (tx) => {
    const present = await requireOwn(tx, by, change)
    const { name = present.name, query = present.query, shared = present.shared } = change.to
    if ((shared || present.shared) && !change.mayShare) throw mayNotShare()
    if (!shared && !present.isOwn) throw ownerless()
    const update = tx
      .updateTable('saved_searches')
      .set({ name, name_folded: foldName(name), query, shared })
      .set({ version: present.version + 1, modified_at: sql`now()` })
      .where('id', '=', present.id)
    await update.execute().catch(nameTaken(alreadyThere(name)))
    return await requireSearch(tx, by, present.id)
  })
}

/** @returns what it was. @throws Failure `not_found`, `forbidden`, `changed_meanwhile` */
export async function deleteSearch(
  db: Kysely<Database>,
  by: Searcher,
  change: SearchChange & { mayShare: boolean },
): Promise<SavedSearch> {
  return await db.transaction().execute(async (tx) => {
    const present = await requireOwn(tx, by, change)
    if (present.shared && !change.mayShare) throw mayNotShare()
    await tx.deleteFrom('saved_searches').where('id', '=', present.id).execute()
    return present
  })
}

async function requireOwn(tx: Db, by: Searcher, { id, ifVersion }: SearchChange) {
  const row = tx.selectFrom('saved_searches').select('owner_id').where('id', '=', id).forUpdate()
  const ownerId = (await row.executeTakeFirst())?.owner_id
  const search = await requireSearch(tx, by, id)
  if (!search.isOwn && !(ownerId === null && by.isAdmin)) {
    throw new Failure('forbidden', 'This search is shared by somebody else, who alone changes it.')
  }
  if (ifVersion === null || ifVersion === search.version) return search
  const detail = `This search was changed meanwhile: it is "${search.name}" now. Read it again.`
  throw new Failure('changed_meanwhile', detail)
}

async function requireSearch(db: Db, by: Searcher, id: string): Promise<SavedSearch> {
  const search = await findSearch(db, by, id)
  if (search) return search
  throw new Failure('not_found', 'There is no saved search with this id.')
}

function alreadyThere(name: string): string {
  return `You have a saved search "${name}" for this Source already.`
}

function ownerless(): Failure {
  const detail =
    'Nobody owns this search, since the one who made it or its key is gone: it can only be shared.'
  return new Failure('invalid_body', detail, { pointer: '/data/attributes/shared' })
}

export function mayNotShare(): Failure {
  return new Failure('forbidden', 'Shared searches need the permission Asset Edit.')
}
