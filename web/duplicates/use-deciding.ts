import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { DuplicateDecision } from '../../contract/searching.ts'
import { describeFailure } from '../lib/failure-text.ts'
import { noteFailure } from '../lib/session.ts'
import { t } from '../texts/duplicates.ts'
import { useToast } from '../ui/Toast.tsx'
import { decideAll, type Outcome, planCalls, type Refusal, type Wish } from './decide-many.ts'
import { forgetGroups, readGroupsAgain, sendDecisions, takeBackMany } from './duplicate-calls.ts'
import { describeDone } from './duplicate-words.ts'

export interface Progress {
  what: string
  done: number
  total: number
}

export interface Deciding {
  /** null while nothing is under way. */
  progress: Progress | null
  failure: Error | null
  /** What others have decided about meanwhile. */
  conflicts: Refusal[]
  decide: (wishes: Wish[]) => Promise<void>
  /** Keeps what the others have decided. */
  dropConflicts: () => void
}

/** Decides about groups, one or hundreds, and takes it back. */
export function useDeciding(sourceId: string): Deciding {
  const client = useQueryClient()
  const toast = useToast()
  const [progress, setProgress] = useState<Progress | null>(null)
  const [failure, setFailure] = useState<Error | null>(null)
  const [conflicts, setConflicts] = useState<Refusal[]>([])
  const stop = (cause: Error) => {
    noteFailure(client, cause)
    setFailure(cause)
  }
  const undo = async (made: Outcome['made']) => {
    const total = made.length
    const calls = planCalls(made.map(({ wish, id }) => ({ group: wish.group, id })))
    let done = 0
    setFailure(null)
    try {
      for (const call of calls) {
        setProgress({ what: t.undoing, done, total })
        const ids = call.map(({ id }) => id)
        await takeBackMany(sourceId, ids)
        done += call.length
      }
      toast({ text: describeUndone(made) })
    } catch (cause) {
      stop(cause instanceof Error ? cause : new Error(String(cause)))
    }
    setProgress(null)
    readGroupsAgain(client)
  }
  const decide = async (wishes: Wish[]) => {
    const total = wishes.length
    const onProgress = (done: number) => setProgress({ what: t.deciding, done, total })
    setFailure(null)
    onProgress(0)
    const outcome = await decideAll(wishes, (all) => sendDecisions(sourceId, all), onProgress)
    setProgress(null)
    forgetGroups(client, sourceId, new Set(outcome.made.map(({ wish }) => wish.group.id)))
    if (outcome.lost.length > 0) readGroupsAgain(client)
    setConflicts(outcome.conflicts)
    if (outcome.failure) stop(outcome.failure)
    const text = describeOutcome(outcome, wishes)
    if (text === '') return
    const { made } = outcome
    toast({ text, ...(made.length > 0 && { undo: () => undo(made) }) })
  }
  return { progress, failure, conflicts, decide, dropConflicts: () => setConflicts([]) }
}

function describeUndone(made: Outcome['made']): string {
  const replaced = made.some(({ wish }) => (wish.decision.replaces ?? []).length > 0)
  return replaced ? t.undoneReplaced(made.length) : t.undone(made.length)
}

function describeOutcome({ made, lost, conflicts, failure }: Outcome, wishes: Wish[]): string {
  const kind: DuplicateDecision = wishes[0]?.decision.decision ?? 'keep_all'
  const assets = made.reduce((sum, { wish }) => sum + wish.group.attributes.asset_count, 0)
  // Of a single one the reason says more than a count.
  const [only] = lost
  if (only && wishes.length === 1) return describeFailure(only.failure).text
  if (made.length === 0 && lost.length === 0 && (failure || conflicts.length > 0)) return ''
  return describeDone(kind, { groups: made.length, assets, lost: lost.length })
}
