import { useQueries, useQueryClient } from '@tanstack/react-query'
import { describeFailure } from '../lib/failure-text.ts'
import { formatWhen } from '../lib/format.ts'
import { t } from '../texts/duplicates.ts'
import { Button } from '../ui/Button.tsx'
import { DialogForm } from '../ui/DialogForm.tsx'
import styles from './ConflictDialog.module.css'
import type { Refusal, Wish } from './decide-many.ts'
import { type Decision, findTheirs, readGroupsAgain } from './duplicate-calls.ts'
import { describeDecision, nameGroup } from './duplicate-words.ts'
import type { Deciding } from './use-deciding.ts'

/** Somebody else was first: theirs is shown, and asked which of both shall hold. */
export function ConflictDialog({ sourceId, deciding }: { sourceId: string; deciding: Deciding }) {
  const { conflicts, dropConflicts, decide } = deciding
  const client = useQueryClient()
  const theirs = useQueries({ queries: conflicts.map((one) => theirsQuery(sourceId, one)) })
  const count = conflicts.length
  const keep = () => {
    dropConflicts()
    readGroupsAgain(client)
  }
  const replace = () => {
    dropConflicts()
    decide(conflicts.map(({ wish }, at) => replacing(wish, theirs[at]?.data ?? null)))
  }
  return (
    <DialogForm
      wide
      label={t.meanwhile}
      title={t.meanwhileAbout(count)}
      text={<p>{t.meanwhileText}</p>}
      onClose={keep}
      actions={
        <>
          <Button data-autofocus onClick={keep}>
            {t.keepTheirs}
          </Button>
          <Button
            variant="primary"
            disabled={theirs.some(({ isPending }) => isPending)}
            onClick={replace}
          >
            {t.replace(count)}
          </Button>
        </>
      }
    >
      <ul className={styles.list}>
        {conflicts.map(({ wish, failure }, at) => (
          <li key={wish.group.id}>
            <b>{nameGroup(wish.group.attributes)}</b>
            <p>
              {theirs[at]?.data ? describeTheirs(theirs[at].data) : describeFailure(failure).text}
            </p>
            <p>
              {t.yours(
                describeDecision({
                  decision: wish.decision.decision,
                  preferred: wish.decision.preferred ?? null,
                  count: wish.group.attributes.asset_count,
                }),
              )}
            </p>
          </li>
        ))}
      </ul>
    </DialogForm>
  )
}

function theirsQuery(sourceId: string, { wish }: Refusal) {
  const paths = wish.group.attributes.assets.map(({ origin_path }) => origin_path)
  return {
    queryKey: ['duplicate-decisions', sourceId, 'theirs', wish.group.id],
    queryFn: () => findTheirs(sourceId, paths, wish.decision.replaces ?? []),
    staleTime: 0,
  }
}

function describeTheirs({ attributes }: Decision): string {
  const who = attributes.decided_by ?? (attributes.decided_by_api ? t.apiKey : t.somebody)
  const what = describeDecision({ ...attributes, count: attributes.asset_count })
  return t.theirs(what, who, formatWhen(attributes.date_created, new Date()))
}

function replacing(wish: Wish, theirs: Decision | null): Wish {
  if (!theirs) return wish
  const replaces = [...(wish.decision.replaces ?? []), theirs.id]
  return { ...wish, decision: { ...wish.decision, replaces } }
}
