import type { Kysely } from 'kysely'
import { couldNotLook } from '../catalog/analysis/next-try.ts'
import type { QueuedPicture } from '../catalog/analysis/queue.ts'
import { type Look, saveAnalyses } from '../catalog/analysis/save-analysis.ts'
import { isAboutTheData } from '../catalog/storable.ts'
import type { Database } from '../db/tables.ts'

/** Saved in one transaction; each costs a fraction of what it would alone. */
const BATCH = 8
/** Nothing waits longer to be saved. */
const DELAY_MS = 500

/** A look at a picture of this process's. */
export interface PictureLook extends Look {
  picture: QueuedPicture
}

interface SavingNeeds {
  db: Kysely<Database>
  /** They are saved, or were of no use any more. */
  onSaved(looks: readonly PictureLook[]): Promise<void>
  /** They could not be saved: they will come back to the queue. */
  onLost(looks: readonly PictureLook[]): void
  onError(error: unknown): void
}

export interface SavingLooks {
  /** Resolves at once, unless saving does not keep pace. */
  add(look: PictureLook): Promise<void>
  /** Saves what is left. */
  close(): Promise<void>
}

/** Gathers looks for a moment, so that several are saved together. */
export function startSavingLooks(needs: SavingNeeds): SavingLooks {
  const looks: PictureLook[] = []
  let saving = Promise.resolve()
  let timer: NodeJS.Timeout | undefined

  function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    saving = saving.then(async () => {
      while (looks.length > 0) await save(needs, looks.splice(0, BATCH))
    })
    return saving
  }

  return {
    add: async (look) => {
      looks.push(look)
      if (looks.length >= BATCH) await flush()
      else timer ??= setTimeout(flush, DELAY_MS)
    },
    close: flush,
  }
}

/** What cannot be stored of one look keeps no other from being saved, and counts as a failed try. */
async function save(needs: SavingNeeds, looks: readonly PictureLook[]): Promise<void> {
  try {
    await needs.db.transaction().execute((tx) => saveAnalyses(tx, looks))
  } catch (error) {
    const [first] = looks
    const canGoOn = isAboutTheLook(error) && first && !isUnstorable(first)
    if (!canGoOn) {
      needs.onError(error)
      needs.onLost(looks)
      return
    }
    if (looks.length === 1) needs.onError(error)
    const rest = looks.length > 1 ? looks : [unstorable(first)]
    for (const look of rest) await save(needs, [look])
    return
  }
  await needs.onSaved(looks).catch(needs.onError)
}

/** It would happen again: what the database refuses, or what is nested too deeply to be written. */
function isAboutTheLook(error: unknown): boolean {
  if (isAboutTheData(error) || error instanceof RangeError) return true
  return error instanceof Error && 'code' in error && /^23\w{3}$/.test(String(error.code))
}

const UNSTORABLE = 'What was found cannot be stored.'

function unstorable(look: PictureLook): PictureLook {
  return { ...look, analysis: couldNotLook(look.wants, UNSTORABLE, null) }
}

function isUnstorable({ analysis }: PictureLook): boolean {
  return analysis.troubles.some(({ detail }) => detail === UNSTORABLE)
}
