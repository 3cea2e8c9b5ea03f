import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { describeFailure } from '../lib/failure-text.ts'
import { formatCount, isolate } from '../lib/format.ts'
import type { Source } from '../lib/sources.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { FormField } from '../ui/FormField.tsx'
import { Card } from '../ui/Page.tsx'
import { useToast } from '../ui/Toast.tsx'
import { changeSource, deleteSource } from './source-calls.ts'
import styles from './sources.module.css'

/** Stopping a source for a while, or for good. Neither touches a file of the origin. */
export function PauseOrDelete({ source }: { source: Source }) {
  const client = useQueryClient()
  const toast = useToast()
  const { enabled, indexing } = source.attributes
  const [isAsking, setAsking] = useState(false)
  const pausing = useMutation({
    mutationFn: () => changeSource(client, source.id, { enabled: !enabled }),
    onError: (failure) => toast({ text: `Nothing was changed. ${describeFailure(failure).text}` }),
  })
  return (
    <div className={styles.apart}>
      <Card title="Pause or delete">
        <div>
          <div className={styles.option}>
            <div>
              {enabled ? 'Pause this source' : 'This source is paused'}
              <p>
                New renderings answer 410 Gone and nothing is indexed or uploaded. Cached renderings
                live on until they expire.
              </p>
            </div>
            <Button busy={pausing.isPending} onClick={() => pausing.mutate()}>
              {enabled ? 'Pause' : 'Resume'}
            </Button>
          </div>
          <div className={styles.option}>
            <div>
              Delete this source
              <p>
                Removes what is known of {formatCount(indexing.found, 'asset')}: index, categories,
                custom fields. Files at the origin stay.
              </p>
            </div>
            <Button variant="quiet" className={styles.danger} onClick={() => setAsking(true)}>
              Delete…
            </Button>
          </div>
        </div>
      </Card>
      {isAsking && <DeleteDialog source={source} onClose={() => setAsking(false)} />}
    </div>
  )
}

function DeleteDialog({ source, onClose }: { source: Source; onClose: () => void }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const toast = useToast()
  const [typed, setTyped] = useState('')
  const { name, indexing } = source.attributes
  const deletion = useMutation({
    mutationFn: () => deleteSource(client, source.id, typed),
    onSuccess: () => {
      toast({ text: `${isolate(name)} was deleted. Its files are where they were.` })
      navigate('/settings/sources')
    },
  })
  return (
    <Dialog label={`Delete ${name}`} onClose={onClose}>
      <form
        className={styles.dialog}
        onSubmit={(event) => {
          event.preventDefault()
          deletion.mutate()
        }}
      >
        <div>
          <h2>
            Delete <bdi>{name}</bdi>?
          </h2>
          <p className="t2">
            What people said of {formatCount(indexing.found, 'asset')} is lost for good. The files
            stay at the origin.
          </p>
        </div>
        {deletion.error && (
          <Banner tone="danger" title="Nothing was deleted">
            {describeFailure(deletion.error).text}
          </Banner>
        )}
        <FormField
          label={`Type “${isolate(name)}” to be sure`}
          value={typed}
          autoComplete="off"
          spellCheck={false}
          dir="auto"
          data-autofocus
          onChange={(event) => setTyped(event.target.value)}
        />
        <div className={styles.dialogEnd}>
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            className={styles.delete}
            busy={deletion.isPending}
            disabled={typed !== name || deletion.isPending}
          >
            Delete source
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
