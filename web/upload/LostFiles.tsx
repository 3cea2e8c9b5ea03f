import { useState } from 'react'
import { t } from '../texts/upload.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'
import { FileChooser } from './FileChooser.tsx'
import type { Offered } from './offered-files.ts'
import styles from './UploadScreen.module.css'
import { lostItems, type UploadEngine } from './upload-engine.ts'
import { matchFiles } from './upload-notes.ts'

/** Uploads that an earlier page did not finish, and the ways to go on with them. */
export function LostFiles({ engine }: { engine: UploadEngine }) {
  const [note, setNote] = useState<string | null>(null)
  const { queue } = engine
  const lost = lostItems(queue)
  if (lost.length === 0) return null
  const canAsk = lost.some(({ order }) => order.trace !== null)
  const find = (chosen: Offered[]) => {
    const found = matchFiles(lost, chosen)
    for (const { id, file } of found) queue.revive(id, file)
    setNote(found.length === 0 ? t.noneOfThese : null)
  }
  const ask = async () => {
    const found = await engine.continueLost(true)
    setNote(found === 0 ? t.noWayBack : null)
  }
  return (
    <div className={styles.lost}>
      <Banner
        tone="warn"
        title={t.lost(lost.length)}
        actions={
          <>
            {canAsk && (
              <Button size="small" onClick={ask}>
                {t.goOn}
              </Button>
            )}
            <FileChooser label={t.lostFiles} size="small" onChosen={find}>
              {t.chooseFilesAgain}
            </FileChooser>
            <FileChooser label={t.lostFolder} folder size="small" onChosen={find}>
              {t.chooseFolderAgain}
            </FileChooser>
            <Button
              size="small"
              variant="quiet"
              onClick={() => queue.remove(lost.map(({ id }) => id))}
            >
              {t.giveUp}
            </Button>
          </>
        }
      >
        {note ?? t.lostText}
      </Banner>
    </div>
  )
}
