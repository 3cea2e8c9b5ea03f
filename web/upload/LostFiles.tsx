import { useState } from 'react'
import { formatCount } from '../lib/format.ts'
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
    setNote(found.length === 0 ? 'None of these files is one of them.' : null)
  }
  const ask = async () => {
    const found = await engine.continueLost(true)
    setNote(found === 0 ? 'The browser does not lead to the files any more: choose them.' : null)
  }
  return (
    <div className={styles.lost}>
      <Banner
        tone="warn"
        title={`${formatCount(lost.length, 'upload was', 'uploads were')} interrupted`}
        actions={
          <>
            {canAsk && (
              <Button size="small" onClick={ask}>
                Continue
              </Button>
            )}
            <FileChooser label="Interrupted files" size="small" onChosen={find}>
              Choose the files again
            </FileChooser>
            <FileChooser label="Interrupted folder" folder size="small" onChosen={find}>
              Choose the folder again
            </FileChooser>
            <Button
              size="small"
              variant="quiet"
              onClick={() => queue.remove(lost.map(({ id }) => id))}
            >
              Give up
            </Button>
          </>
        }
      >
        {note ?? 'The page was closed or loaded anew. What has arrived is not sent again.'}
      </Banner>
    </div>
  )
}
