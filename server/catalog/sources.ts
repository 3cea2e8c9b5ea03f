import { randomBytes, randomInt } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { DeploymentStatus } from '../../contract/resources.ts'
import type { Database, Db, StoredDeployment } from '../db/tables.ts'
import { Failure } from '../lib/failures.ts'
import type { SecretBox } from '../lib/secret-box.ts'

export interface Source {
  /** Of the database; 24 hex digits everywhere else: `publicId`. */
  id: number
  publicId: string
  accountId: number
  name: string
  enabled: boolean
  deployment: StoredDeployment
  /** For originConfigOf alone. */
  sealedSecret: Buffer | null
  secureUrlToken: string
  deploymentStatus: DeploymentStatus
  deployedAt: Date | null
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

interface SourceDraft {
  accountId: number
  name: string
  enabled?: boolean
  deployment: NewDeployment
  /** The storage's secret key; null for none. */
  secret?: string | null
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
        deployment_secrets: draft.secret ? box.seal(draft.secret, purposeOf(publicId)) : null,
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
  /** undefined and null keep the stored secret, unless the deployment's type changes. */
  secret?: string | null
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
    const found = await tx
      .selectFrom('sources')
      .selectAll()
      .where('account_id', '=', accountId)
      .where('public_id', '=', publicId)
      .forUpdate()
      .executeTakeFirst()
    if (!found) throw unknownSource()
    const present = toSource(found)
    const { name, enabled = present.enabled, deployment, secret } = await change(present)
    const redeployed = deployment !== undefined || secret != null
    const keepsSecret = deployment === undefined || deployment.type === present.deployment.type
    const kept = keepsSecret ? present.sealedSecret : null
    const row = await tx
      .updateTable('sources')
      .set({
        name: name ?? present.name,
        enabled,
        deployment: JSON.stringify(deployment ?? present.deployment),
        deployment_secrets: secret ? box.seal(secret, purposeOf(publicId)) : kept,
        deployment_status: statusOf(enabled),
        ...(redeployed ? { deployed_at: new Date() } : {}),
      })
      .where('id', '=', present.id)
      .returningAll()
      .executeTakeFirstOrThrow()
    if (deployment) await replaceHosts(tx, present.id, deployment)
    return toSource(row)
  })
}

interface SourceKey {
  accountId: number
  publicId: string
}

/** @throws Failure `not_found` */
export async function requireSource(db: Db, { accountId, publicId }: SourceKey): Promise<Source> {
  const row = await db
    .selectFrom('sources')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('public_id', '=', publicId)
    .executeTakeFirst()
  if (!row) throw unknownSource()
  return toSource(row)
}

/** By the id that jobs carry. */
export async function findSource(db: Db, id: number): Promise<Source | null> {
  const query = db.selectFrom('sources').selectAll().where('id', '=', id)
  const row = await query.executeTakeFirst()
  return row ? toSource(row) : null
}

/** The id that jobs carry, of a Source that is known by its public one. */
export async function findSourceId(db: Db, publicId: string): Promise<number | null> {
  const query = db.selectFrom('sources').select('id').where('public_id', '=', publicId)
  return (await query.executeTakeFirst())?.id ?? null
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
    .executeTakeFirst()
  return row ? toSource(row) : null
}

/** Of all accounts, by name. */
export async function listAllSources(db: Db): Promise<Source[]> {
  const query = db.selectFrom('sources').selectAll().orderBy('name').orderBy('id')
  return (await query.execute()).map(toSource)
}

/** Every whole host name that some Source answers to. */
export async function listCustomDomains(db: Db): Promise<string[]> {
  const query = db.selectFrom('source_hosts').select('host').where('kind', '=', 'domain')
  return (await query.execute()).map(({ host }) => host)
}

/** All of an account's, by name. */
export async function listSources(db: Db, accountId: number): Promise<Source[]> {
  const rows = await db
    .selectFrom('sources')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('name')
    .orderBy('id')
    .execute()
  return rows.map(toSource)
}

/** What opens the Source's Origin: the plain data of origins' OriginConfig. */
export type SourceOriginConfig =
  | { type: 'local'; root: string }
  | {
      type: 's3'
      bucket: string
      prefix: string
      region: string | null
      endpoint: string | null
      credentials: { accessKeyId: string; secretAccessKey: string } | null
    }

export function originConfigOf(source: Source, box: SecretBox): SourceOriginConfig {
  const { deployment } = source
  if (deployment.type === 'local') return { type: 'local', root: deployment.local_path ?? '' }
  const compatible = deployment.type === 's3_compatible'
  const accessKeyId = (compatible ? deployment.access_key_id : deployment.s3_access_key) ?? null
  const secret = source.sealedSecret && box.open(source.sealedSecret, purposeOf(source.publicId))
  return {
    type: 's3',
    bucket: (compatible ? deployment.bucket_name : deployment.s3_bucket) ?? '',
    prefix: (compatible ? deployment.prefix : deployment.s3_prefix) ?? '',
    region: deployment.region ?? null,
    endpoint: compatible ? (deployment.endpoint_url ?? null) : null,
    credentials: accessKeyId && secret ? { accessKeyId, secretAccessKey: secret } : null,
  }
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
    sealedSecret: row.deployment_secrets,
    secureUrlToken: row.secure_url_token,
    deploymentStatus: row.deployment_status,
    deployedAt: row.deployed_at,
  }
}

/** A deployment takes effect with the transaction that stores it; there is nothing to wait for. */
function statusOf(enabled: boolean): DeploymentStatus {
  return enabled ? 'deployed' : 'disabled'
}

function purposeOf(publicId: string): string {
  return `source/${publicId}`
}

const TOKEN_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Letters and digits alone, so that a double click marks all of it. */
function makeToken(): string {
  const letters = Array.from({ length: 20 }, () => TOKEN_ALPHABET[randomInt(TOKEN_ALPHABET.length)])
  return letters.join('')
}

function unknownSource(): Failure {
  return new Failure('not_found', 'There is no Source with this id.')
}
