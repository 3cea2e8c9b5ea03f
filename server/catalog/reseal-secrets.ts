import type { Kysely } from 'kysely'
import type { Database } from '../db/tables.ts'
import type { SecretBox } from '../lib/secret-box.ts'
import { resealProviderKeys } from './analysis-settings.ts'
import { SECRET_PURPOSES } from './source-secrets.ts'

/**
 * Everything that is sealed, sealed anew in one transaction.
 * @returns how many secrets there are
 * @throws Failure `internal` when one of them can't be opened; then nothing is changed
 */
export async function resealSecrets(
  db: Kysely<Database>,
  from: SecretBox,
  to: SecretBox,
): Promise<number> {
  return await db.transaction().execute(async (tx) => {
    const sources = await tx
      .selectFrom('sources')
      .select(['id', 'public_id', 'deployment_secrets', 'upload_secrets'])
      .orderBy('id')
      .forUpdate()
      .execute()
    let count = 0
    const reseal = (sealed: Buffer | null, purpose: string) => {
      if (sealed === null) return null
      count += 1
      return to.seal(from.open(sealed, purpose), purpose)
    }
    for (const { id, public_id, deployment_secrets, upload_secrets } of sources) {
      const sealed = {
        deployment_secrets: reseal(deployment_secrets, SECRET_PURPOSES.deployment(public_id)),
        upload_secrets: reseal(upload_secrets, SECRET_PURPOSES.upload(public_id)),
      }
      await tx.updateTable('sources').set(sealed).where('id', '=', id).execute()
    }
    await resealProviderKeys(tx, reseal)
    return count
  })
}
