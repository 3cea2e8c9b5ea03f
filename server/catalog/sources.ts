import { randomBytes, randomInt } from 'node:crypto'
import { type Selectable, sql } from 'kysely'
import type { SourcePurges } from '../../contract/purges.ts'
import type { DeploymentStatus } from '../../contract/resources.ts'
import type { Database, Db, StoredDeployment, StoredUploads } from '../db/tables.ts'
import { Failure } from '../lib/failures.ts'
import type { SecretBox } from '../lib/secret-box.ts'
import { stopListing } from './listings.ts'
import { SECRET_PURPOSES, type Secrets, sealSecrets } from './source-secrets.ts'

export interface Source {
  /** Of the database; 24 hex digits everywhere else: `publicId`. */
  id: number
  publicId: string
  accountId: number
  name: string
  enabled: boolean
  deployment: StoredDeployment
  /** For openSecrets alone. */
  sealedSecrets: Buffer | null
  sealedUploadSecrets: Buffer | null
  uploads: StoredUploads
  /** Part of the address that notifications of the Origin are sent to. */
  eventsToken: string
  secureUrlToken: string
  deploymentStatus: DeploymentStatus
  deployedAt: Date | null
  purges: SourcePurges
}

/** What has no default in a deployment. */
export type NewDeployment = Partial<StoredDeployment> &
  Pick<StoredDeployment, 'type' | 'imgix_subdomains'>

/** imgix, Sources: the defaults of a deployment. */
export const DEPLOYMENT_DEFAULTS = {
  custom_domains: [],
  annotation: '',
  cache_ttl_behavior: 'respect_origin',
  cache_ttl_value: 31_536_000,
  cache_ttl_error: 300,
  default_params: {},
  secure_url_enabled: false,
} as const satisfies Partial<StoredDeployment>

/** Nothing is known yet. */
export const NO_UPLOADS: StoredUploads = {
  credentials: null,
  allows_overwrite: false,
  overwriting: null,
  parts_refuse: false,
  checks: null,
  date_checked: null,
}

interface SourceDraft {
  accountId: number
  name: string
  enabled?: boolean
  deployment: NewDeployment
  /** Of the deployment. */
  secrets?: Secrets | null
  uploads?: Partial<StoredUploads>
  uploadSecrets?: Secrets | null
}

/** @throws Failure `conflict` naming a host that another Source has. */
export async function createSource(db: Db, box: SecretBox, draft: SourceDraft): Promise<Source> {
  const publicId = randomBytes(12).toString('hex')
  const enabled = draft.enabled ?? true
  const deployment = { ...DEPLOYMENT_DEFAULTS, annotation: draft.name, ...draft.deployment }
  return await inTransaction(db, async (tx) => {
    const row = await tx
      .insertInto('sources')
      .values({
        public_id: publicId,
        account_id: draft.accountId,
        name: draft.name,
        enabled,
        deployment: JSON.stringify(deployment),
        deployment_secrets: seal(box, draft.secrets, 'deployment', publicId),
        upload_secrets: seal(box, draft.uploadSecrets, 'upload', publicId),
        uploads: JSON.stringify(draft.uploads ?? {}),
        secure_url_token: makeToken(),
        deployment_status: statusOf(enabled),
        deployed_at: new Date(),
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    await replaceHosts(tx, row.id, deployment)
    return toSource(row)
  })
}

/** Members that are absent stay as they are. */
export interface SourceChange {
  name?: string
  enabled?: boolean
  /** The whole of it. */
  deployment?: StoredDeployment
  /** The whole of them; null removes them. */
  secrets?: Secrets | null
  uploads?: StoredUploads
  uploadSecrets?: Secrets | null
  /** Other files are there from now on: a listing that is under way ends, and is begun anew by its job. */
  isElsewhere?: boolean
}

/**
 * @param change is asked what to change with the Source locked, so that two changes never mix up
 * @throws Failure `not_found`, and `conflict` naming a host that another Source has.
 */
export async function updateSource(
  db: Db,
  box: SecretBox,
  { accountId, publicId }: SourceKey,
  change: (present: Source) => SourceChange | Promise<SourceChange>,
): Promise<Source> {
  return await inTransaction(db, async (tx) => {
    const found = await presentSources(tx)
      .where('account_id', '=', accountId)
      .where('public_id', '=', publicId)
      .forUpdate()
      .executeTakeFirst()
    if (!found) throw unknownSource()
    const present = toSource(found)
    const { secrets, uploadSecrets, isElsewhere, ...draft } = await change(present)
    const { name, enabled, deployment, uploads } = { ...present, ...draft }
    const redeployed = draft.deployment !== undefined || secrets !== undefined
    const row = await tx
      .updateTable('sources')
      .set({
        name,
        enabled,
        deployment: JSON.stringify(deployment),
        uploads: JSON.stringify(uploads),
        ...(secrets !== undefined && {
          deployment_secrets: seal(box, secrets, 'deployment', publicId),
        }),
        ...(uploadSecrets !== undefined && {
          upload_secrets: seal(box, uploadSecrets, 'upload', publicId),
        }),
        deployment_status: statusOf(enabled),
        ...(redeployed ? { deployed_at: new Date() } : {}),
      })
      .where('id', '=', present.id)
      .returningAll()
      .executeTakeFirstOrThrow()
    if (draft.deployment) await replaceHosts(tx, present.id, deployment)
    // To resume it is to list it anew.
    if (!enabled || isElsewhere) await stopListing(tx, present.id)
    return toSource(row)
  })
}

interface SourceKey {
  accountId: number
  publicId: string
}

/** @throws Failure `not_found` */
export async function requireSource(db: Db, { accountId, publicId }: SourceKey): Promise<Source> {
  const row = await presentSources(db)
    .where('account_id', '=', accountId)
    .where('public_id', '=', publicId)
    .executeTakeFirst()
  if (!row) throw unknownSource()
  return toSource(row)
}

/** By the id that jobs carry. */
export async function findSource(db: Db, id: number): Promise<Source | null> {
  const row = await presentSources(db).where('id', '=', id).executeTakeFirst()
  return row ? toSource(row) : null
}

/** Those that are not being deleted: nobody else gets to see one that is. */
function presentSources(db: Db) {
  return db.selectFrom('sources').selectAll().where('deleted_at', 'is', null)
}

/** The Source that answers to a host: a bare label before our own domain, or a whole host name. */
export async function findSourceByHost(
  db: Db,
  { kind, host }: { kind: 'subdomain' | 'domain'; host: string },
): Promise<Source | null> {
  const row = await db
    .selectFrom('sources')
    .innerJoin('source_hosts', 'source_hosts.source_id', 'sources.id')
    .selectAll('sources')
    .where('source_hosts.kind', '=', kind)
    .where('source_hosts.host', '=', host.toLowerCase())
    .where('sources.deleted_at', 'is', null)
    .executeTakeFirst()
  return row ? toSource(row) : null
}

/** Of all accounts, by name. */
export async function listAllSources(db: Db): Promise<Source[]> {
  const rows = await presentSources(db).orderBy('name').orderBy('id').execute()
  return rows.map(toSource)
}

/** Whether there has ever been a Source, also one that was deleted. */
export async function hasEverHadSources(db: Db): Promise<boolean> {
  const { rows } = await sql<{ last: number | null }>`
    select pg_sequence_last_value(pg_get_serial_sequence('sources', 'id')::regclass) as last`.execute(
    db,
  )
  return rows[0]?.last != null
}

/** Every whole host name that some Source answers to. */
export async function listCustomDomains(db: Db): Promise<string[]> {
  const query = db.selectFrom('source_hosts').select('host').where('kind', '=', 'domain')
  return (await query.execute()).map(({ host }) => host)
}

/** All of an account's, by name. */
export async function listSources(db: Db, accountId: number): Promise<Source[]> {
  const rows = await presentSources(db)
    .where('account_id', '=', accountId)
    .orderBy('name')
    .orderBy('id')
    .execute()
  return rows.map(toSource)
}

async function replaceHosts(db: Db, sourceId: number, deployment: StoredDeployment): Promise<void> {
  const wanted = [
    ...deployment.imgix_subdomains.map((host) => ({ kind: 'subdomain' as const, host })),
    ...deployment.custom_domains.map((host) => ({ kind: 'domain' as const, host })),
  ]
    .map(({ kind, host }) => ({ kind, host: host.toLowerCase(), source_id: sourceId }))
    .sort((one, other) => (one.host < other.host ? -1 : 1))
  await db.deleteFrom('source_hosts').where('source_id', '=', sourceId).execute()
  if (wanted.length === 0) return
  const made = await db
    .insertInto('source_hosts')
    .values(wanted)
    .onConflict((conflict) => conflict.doNothing())
    .returning(['kind', 'host'])
    .execute()
  const taken = wanted.find(
    ({ kind, host }) => !made.some((one) => one.kind === kind && one.host === host),
  )
  if (!taken) return
  const pointer = `/data/attributes/deployment/${taken.kind === 'domain' ? 'custom_domains' : 'imgix_subdomains'}`
  throw new Failure('conflict', `The host "${taken.host}" belongs to another Source.`, { pointer })
}

async function inTransaction<Result>(db: Db, work: (tx: Db) => Promise<Result>): Promise<Result> {
  return db.isTransaction ? await work(db) : await db.transaction().execute(work)
}

function toSource(row: Selectable<Database['sources']>): Source {
  return {
    id: row.id,
    publicId: row.public_id,
    accountId: row.account_id,
    name: row.name,
    enabled: row.enabled,
    deployment: row.deployment,
    sealedSecrets: row.deployment_secrets,
    sealedUploadSecrets: row.upload_secrets,
    uploads: { ...NO_UPLOADS, ...row.uploads },
    eventsToken: row.events_token,
    secureUrlToken: row.secure_url_token,
    deploymentStatus: row.deployment_status,
    deployedAt: row.deployed_at,
    purges: row.purges,
  }
}

/** A deployment takes effect with the transaction that stores it; there is nothing to wait for. */
function statusOf(enabled: boolean): DeploymentStatus {
  return enabled ? 'deployed' : 'disabled'
}

function seal(
  box: SecretBox,
  secrets: Secrets | null | undefined,
  place: keyof typeof SECRET_PURPOSES,
  publicId: string,
): Buffer | null {
  return sealSecrets(box, secrets ?? null, SECRET_PURPOSES[place](publicId))
}

const TOKEN_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Letters and digits alone, so that a double click marks all of it. */
function makeToken(): string {
  const letters = Array.from({ length: 20 }, () => TOKEN_ALPHABET[randomInt(TOKEN_ALPHABET.length)])
  return letters.join('')
}

export function unknownSource(): Failure {
  return new Failure('not_found', 'There is no Source with this id.')
}
