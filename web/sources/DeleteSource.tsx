import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { describeFailure } from '../lib/failure-text.ts'
import { isolate } from '../lib/format.ts'
import type { Source } from '../lib/sources.ts'
import { common } from '../texts/common.ts'
import { t } from '../texts/sources.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { FormField } from '../ui/FormField.tsx'
import { Rich } from '../ui/Rich.tsx'
import { useToast } from '../ui/Toast.tsx'
import { deleteSource } from './source-calls.ts'
import styles from './sources.module.css'

/** Asks before a source goes for good; who means it types its name. */
export function DeleteSource({ source, onClose }: { source: Source; onClose: () => void }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const toast = useToast()
  const [typed, setTyped] = useState('')
  const { name, indexing } = source.attributes
  const deletion = useMutation({
    mutationFn: () => deleteSource(client, source.id, typed),
    onSuccess: () => {
      toast({ text: t.deleted(isolate(name)) })
      navigate('/settings/sources')
    },
  })
  return (
    <Dialog label={t.deleteName(name)} onClose={onClose}>
      <form
        className={styles.dialog}
        onSubmit={(event) => {
          event.preventDefault()
          deletion.mutate()
        }}
      >
        <div>
          <h2>
            <Rich text={t.deleteQuestion} parts={{ name: <bdi>{name}</bdi> }} />
          </h2>
          <p className="t2">{t.deleteLoses(indexing.found)}</p>
        </div>
        {deletion.error && (
          <Banner tone="danger" title={t.nothingDeleted}>
            {describeFailure(deletion.error).text}
          </Banner>
        )}
        <FormField
          label={t.typeToBeSure(isolate(name))}
          value={typed}
          autoComplete="off"
          spellCheck={false}
          dir="auto"
          data-autofocus
          onChange={(event) => setTyped(event.target.value)}
        />
        <div className={styles.dialogEnd}>
          <Button variant="quiet" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button
            type="submit"
            className={styles.delete}
            busy={deletion.isPending}
            disabled={typed !== name || deletion.isPending}
          >
            {t.deleteSource}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
