import { mkdir } from 'node:fs/promises'
import { basename } from 'node:path'
import { type Kysely, sql } from 'kysely'
import type { SampleAnnotation } from '../contract/resources.ts'
import {
  createSource,
  findSourceByHost,
  hasEverHadSources,
  listSources,
} from './catalog/sources.ts'
import type { Database, Db } from './db/tables.ts'
import type { SecretBox } from './lib/secret-box.ts'
import { createSampleLibrary } from './sample-library/create.ts'

const LOCK = 7_483_265_111

interface FirstSourceNeeds {
  db: Kysely<Database>
  secretBox: SecretBox
  say(line: string): void
}

/** Makes a Source of each folder that is not one yet. */
export async function openFolders(needs: FirstSourceNeeds, folders: string[]): Promise<void> {
  for (const folder of folders) await ensureLocalSource(needs, folder)
}

/**
 * A new Vitrine has something to show: the sample library, as its first Source. Who has deleted it does not get
 * it again. A start that was killed while drawing goes on where it was, because the Source is made last.
 */
export async function openSampleLibrary(needs: FirstSourceNeeds, folder: string): Promise<void> {
  if (await hasEverHadSources(needs.db)) return
  await mkdir(folder, { recursive: true })
  needs.say('Drawing the sample library (first run) …')
  await createSampleLibrary(folder, {
    onProgress: (done, total, name) => needs.say(`  ${done} of ${total}  ${name}`),
  })
  const annotation: SampleAnnotation = 'Sample library'
  await ensureLocalSource(needs, folder, annotation)
}

async function ensureLocalSource(
  needs: FirstSourceNeeds,
  folder: string,
  annotation?: string,
): Promise<void> {
  await needs.db.transaction().execute(async (tx) => {
    // Of several processes that start together one makes it.
    await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx)
    const accountId = await findAccount(tx)
    const present = await listSources(tx, accountId)
    const isOpen = present.some(
      ({ deployment }) => deployment.type === 'local' && deployment.local_path === folder,
    )
    if (isOpen) return
    const name = basename(folder) || 'files'
    const host = await findFreeSubdomain(tx, toHostLabel(name))
    await createSource(tx, needs.secretBox, {
      accountId,
      name: name === 'library' ? 'Library' : name,
      deployment: {
        type: 'local',
        imgix_subdomains: [host],
        local_path: folder,
        ...(annotation && { annotation }),
      },
    })
  })
}

/** There is one account; see identity/first-start.ts. */
async function findAccount(db: Db): Promise<number> {
  const query = db.selectFrom('accounts').select('id').orderBy('id')
  return (await query.executeTakeFirstOrThrow()).id
}

async function findFreeSubdomain(db: Db, label: string): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const host = attempt === 1 ? label : `${label}-${attempt}`
    if (!(await findSourceByHost(db, { kind: 'subdomain', host }))) return host
  }
}

/** A bare label of a host name: letters, digits and hyphens, at most 50 of them. */
function toHostLabel(name: string): string {
  const plain = name.normalize('NFKD').toLowerCase().replaceAll(/\p{M}/gu, '')
  const label = plain.replaceAll(/[^a-z0-9]+/g, '-').slice(0, 50)
  return label.replaceAll(/^-+|-+$/g, '') || 'files'
}
