import { useMutation, useQueryClient } from '@tanstack/react-query'
import { describeFailure } from '../lib/failure-text.ts'
import { useRights } from '../lib/use-rights.ts'
import { t } from '../texts/bulk.ts'
import { common } from '../texts/common.ts'
import { Button } from '../ui/Button.tsx'
import { Badge, ProgressBar } from '../ui/Page.tsx'
import { useToast } from '../ui/Toast.tsx'
import styles from './BulkEditsScreen.module.css'
import { useBulkWatch } from './BulkHost.tsx'
import { actOnBulkEdit, type BulkEdit, bulkEditQuery, isMoving } from './bulk-calls.ts'
import { canUndo, describeProgress, nameEdit, progressShare } from './bulk-words.ts'

type Attributes = BulkEdit['attributes']

/** Where it stands: a word, and a bar while it moves. */
export function EditState({ edit }: { edit: Attributes }) {
  if (isMoving(edit.state)) {
    return (
      <div className={styles.moving}>
        <span className="num">
          {t.stateAndProgress(t.states[edit.state], describeProgress(edit))}
        </span>
        <ProgressBar label={nameEdit(edit)} share={progressShare(edit)} />
      </div>
    )
  }
  const tones = { failed: 'danger', complete: edit.refused > 0 ? 'warn' : 'ok' } as const
  const tone = edit.state === 'failed' || edit.state === 'complete' ? tones[edit.state] : 'plain'
  return (
    <div>
      <Badge tone={tone}>{t.states[edit.state]}</Badge>
    </div>
  )
}

/** Cancel while it moves; Undo, or Run after a dry run, when it is over. */
export function EditActions({ edit: { id, attributes } }: { edit: BulkEdit }) {
  const client = useQueryClient()
  const toast = useToast()
  const watch = useBulkWatch()
  const act = useMutation({
    mutationFn: (action: 'cancel' | 'undo' | 'run') => actOnBulkEdit(id, action),
    onSuccess: (next) => {
      client.setQueryData(bulkEditQuery(id).queryKey, next)
      client.invalidateQueries({ queryKey: ['bulk-edits'] })
      if (isMoving(next.attributes.state)) watch(next)
    },
    onError: (failure) => toast({ text: describeFailure(failure).text }),
  })
  const { mayEdit } = useRights()
  const { state, dry_run: isTrial, changed } = attributes
  const choices = {
    cancel: isMoving(state),
    undo: canUndo(attributes, Date.now()),
    run: isTrial && state === 'complete' && changed > 0,
  }
  const words = { cancel: common.cancel, undo: common.undo, run: t.run }
  if (!mayEdit) return <div className={styles.actions} />
  return (
    <div className={styles.actions}>
      {(['cancel', 'undo', 'run'] as const).map(
        (action) =>
          choices[action] && (
            <Button
              key={action}
              size="small"
              busy={act.isPending}
              disabled={act.isPending}
              onClick={() => act.mutate(action)}
            >
              {words[action]}
            </Button>
          ),
      )}
    </div>
  )
}
