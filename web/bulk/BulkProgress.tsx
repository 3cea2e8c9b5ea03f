import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { type FocusEvent, useEffect, useRef, useState } from 'react'
import { Link } from 'react-router'
import { describeFailure } from '../lib/failure-text.ts'
import { t } from '../texts/bulk.ts'
import { common } from '../texts/common.ts'
import { IconButton, LinkButton } from '../ui/Button.tsx'
import { ProgressBar } from '../ui/Page.tsx'
import styles from './BulkProgress.module.css'
import {
  actOnBulkEdit,
  type BulkEdit,
  bulkEditQuery,
  forgetTouched,
  isMoving,
} from './bulk-calls.ts'
import { canUndo, describeProgress, describeResult, nameEdit, progressShare } from './bulk-words.ts'

const STAY_MS = 10_000
/** Reading and analysing go on after the server has agreed to it. */
const LOOK_AGAIN_MS = [2_000, 8_000]

/** How far a bulk edit is, and how it went: with Cancel while it runs, Undo and what was refused afterwards. */
export function BulkProgress({ id, onDone }: { id: string; onDone: () => void }) {
  const client = useQueryClient()
  const query = useQuery(bulkEditQuery(id))
  const edit = query.data?.attributes
  const act = useMutation({
    mutationFn: (action: 'cancel' | 'undo') => actOnBulkEdit(id, action),
    onSuccess: (next) => client.setQueryData(bulkEditQuery(id).queryKey, next),
  })
  const isOver = edit !== undefined && !isMoving(edit.state)
  useAfterwards(query.data, isOver)
  const hold = useLeaving(isOver && edit.refused === 0 && edit.state !== 'failed', onDone)
  const failure = act.error ?? (edit ? null : query.error)
  return (
    <section className={styles.card} aria-label={t.bulkEdit} data-bulk-progress {...hold}>
      {edit && isOver ? <Outcome edit={edit} /> : <Running edit={edit} />}
      {failure && <p className={styles.problem}>{describeFailure(failure).text}</p>}
      <div className={styles.actions}>
        {edit && !isOver && edit.state !== 'undoing' && (
          <LinkButton className={styles.action} onClick={() => act.mutate('cancel')}>
            {common.cancel}
          </LinkButton>
        )}
        {edit && canUndo(edit, Date.now()) && (
          <LinkButton className={styles.action} onClick={() => act.mutate('undo')}>
            {common.undo}
          </LinkButton>
        )}
        {isOver && (edit.refused > 0 || edit.kept > 0) && (
          <Link className={styles.action} to={`/settings/bulk-edits/${id}`} onClick={onDone}>
            {t.show}
          </Link>
        )}
        <IconButton small label={t.hide} className={styles.hide} onClick={onDone}>
          <X size={14} aria-hidden />
        </IconButton>
      </div>
    </section>
  )
}

type Attributes = BulkEdit['attributes']

function Running({ edit }: { edit: Attributes | undefined }) {
  const name = edit ? nameEdit(edit) : t.bulkEdit
  const words = edit?.state === 'undoing' ? t.undoing(name) : name
  return (
    <div className={styles.running}>
      <span className="truncate">{words}</span>
      <span className="num">{edit ? describeProgress(edit) : t.starting}</span>
      <ProgressBar label={words} share={edit ? progressShare(edit) : 0} />
    </div>
  )
}

function Outcome({ edit }: { edit: Attributes }) {
  const isBad = edit.refused > 0 || edit.state === 'failed'
  const Icon = isBad ? CircleAlert : CircleCheck
  return (
    <span className={styles.outcome} role="status">
      <Icon size={16} aria-hidden /> {describeResult(edit)}
    </span>
  )
}

/** What it has changed is read again wherever it is shown: once it is over, and once it is undone. */
function useAfterwards(edit: BulkEdit | undefined, isOver: boolean) {
  const client = useQueryClient()
  const state = edit?.attributes.state
  const operations = edit?.attributes.operations
  const goesOn = operations?.refresh === true || operations?.analyze === true
  const last = useRef<string | undefined>(undefined)
  useEffect(() => {
    if (state === undefined || state === last.current) return
    last.current = state
    client.invalidateQueries({ queryKey: ['bulk-edits'] })
    if (!isOver) return
    forgetTouched(client)
    if (goesOn) for (const wait of LOOK_AGAIN_MS) setTimeout(() => forgetTouched(client), wait)
  }, [client, state, isOver, goesOn])
}

/** Goes by itself unless somebody points at it or has the focus in it. */
function useLeaving(isLeaving: boolean, onDone: () => void) {
  const [isHeld, setHeld] = useState(false)
  const done = useRef(onDone)
  done.current = onDone
  useEffect(() => {
    if (!isLeaving || isHeld) return
    const timer = setTimeout(() => done.current(), STAY_MS)
    return () => clearTimeout(timer)
  }, [isLeaving, isHeld])
  return {
    onPointerEnter: () => setHeld(true),
    onPointerLeave: () => setHeld(false),
    onFocus: () => setHeld(true),
    onBlur: (event: FocusEvent) => {
      if (!event.currentTarget.contains(event.relatedTarget)) setHeld(false)
    },
  }
}
