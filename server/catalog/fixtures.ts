import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../db/tables.ts'
import type { AssetFacts } from './save-reads.ts'

/** What tests of the catalog start from. */

export async function makeSource(
  db: Db,
): Promise<{ id: number; publicId: string; accountId: number }> {
  const publicId = randomBytes(12).toString('hex')
  const { rows } = await sql<{ id: number; publicId: string; accountId: number }>`
    with account as (insert into accounts (name) values ('test') returning id)
    insert into sources (public_id, account_id, name, deployment, secure_url_token)
    select ${publicId}, account.id, 'Test', '{"type": "local"}', 'token' from account
    returning id, public_id as "publicId", account_id as "accountId"`.execute(db)
  const [source] = rows
  if (!source) throw new Error('no source was made')
  return source
}

export function makeFacts(facts: Partial<AssetFacts> = {}): AssetFacts {
  return {
    contentType: 'image/jpeg',
    format: 'jpeg',
    mediaKind: 'IMAGE',
    width: 40,
    height: 30,
    displayWidth: 40,
    displayHeight: 30,
    orientation: null,
    frames: 1,
    durationSeconds: null,
    hasAlpha: false,
    bitsPerChannel: 8,
    colorModel: 'RGB',
    colorProfile: null,
    dpiWidth: null,
    dpiHeight: null,
    takenAt: null,
    location: null,
    title: null,
    description: null,
    keywords: [],
    metadata: { exif: {}, iptc: {}, xmp: {} },
    contentHash: null,
    pixels: null,
    ...facts,
  }
}
