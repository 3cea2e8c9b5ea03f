import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { describeFailure, hasStatus } from '../lib/failure-text.ts'
import { common } from '../texts/common.ts'
import { t } from '../texts/settings.ts'
import { Button } from '../ui/Button.tsx'
import { DialogForm } from '../ui/DialogForm.tsx'
import { inputClass } from '../ui/Field.tsx'
import { useToast } from '../ui/Toast.tsx'
import styles from './LabelsScreen.module.css'
import { forgetLabels, type Label, renameLabel } from './labels.ts'

interface RenameLabelProps {
  label: Label
  onDone(): void
}

/** The name as a field: Enter saves, Esc cancels; a name that is taken is a question. */
export function RenameLabel({ label, onDone }: RenameLabelProps) {
  const client = useQueryClient()
  const toast = useToast()
  // News of others must not make a save go over what they did: it is of the label as it was when it was opened.
  const [begun] = useState(label)
  const [isLate, setLate] = useState(false)
  const seen = isLate ? label : begun
  const { name, asset_count: assets } = seen.attributes
  const [draft, setDraft] = useState(name)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.select(), [])
  const renaming = useMutation({
    mutationFn: (merge: boolean) => renameLabel(client, seen, { name: draft, merge }),
    onSuccess: (renamed, merge) => {
      const now = renamed.attributes
      const say = merge ? t.merged : t.renamed
      toast({ text: say(name, now.name, common.assets(now.asset_count)) })
      onDone()
    },
    // Somebody was first: shows what it is called now.
    onError: (failure) => {
      if (!hasStatus(failure, 412)) return
      setLate(true)
      forgetLabels(client)
    },
  })
  const isTaken = hasStatus(renaming.error, 409)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (draft.trim() === name) onDone()
    else if (draft.trim() !== '') renaming.mutate(false)
  }
  return (
    <>
      <form className={styles.rename} onSubmit={submit}>
        <input
          ref={field}
          className={inputClass}
          aria-label={t.newNameOf(name)}
          aria-invalid={renaming.isError || undefined}
          value={draft}
          maxLength={200}
          autoComplete="off"
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && onDone()}
        />
        <Button type="submit" variant="primary" size="small" busy={renaming.isPending}>
          {common.save}
        </Button>
        <Button variant="quiet" size="small" onClick={onDone}>
          {common.cancel}
        </Button>
        {renaming.error && !isTaken ? (
          <p className={styles.error} role="alert">
            {describeFailure(renaming.error).text}
          </p>
        ) : (
          <p className={styles.note}>{t.renamesOn(common.assets(assets))}</p>
        )}
      </form>
      {isTaken && renaming.error && (
        <MergeQuestion
          from={name}
          to={draft.trim()}
          text={renaming.error.message.replace(' (merge=true)', '')}
          onMerge={() => renaming.mutate(true)}
          onKeep={renaming.reset}
        />
      )}
    </>
  )
}

interface MergeQuestionProps {
  from: string
  to: string
  text: string
  onMerge(): void
  onKeep(): void
}

function MergeQuestion({ from, to, text, onMerge, onKeep }: MergeQuestionProps) {
  const title = t.mergeQuestion(from, to)
  return (
    <DialogForm
      label={title}
      onSubmit={onMerge}
      onClose={onKeep}
      actions={
        <>
          <Button data-autofocus onClick={onKeep}>
            {t.keepBoth}
          </Button>
          <Button type="submit" variant="primary">
            {t.merge}
          </Button>
        </>
      }
    >
      <p className="t2">
        {text} <b>{t.noUndo}</b>
      </p>
    </DialogForm>
  )
}
