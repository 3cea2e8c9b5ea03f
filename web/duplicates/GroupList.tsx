import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Copy } from 'lucide-react'
import { type KeyboardEvent, useMemo, useRef } from 'react'
import type { DuplicateDecision } from '../../contract/searching.ts'
import type { Likeness } from '../lib/duplicates.ts'
import { describeFailure } from '../lib/failure-text.ts'
import { readRenderingSource } from '../lib/rendering-url.ts'
import { areSingleKeysOn } from '../lib/single-keys.ts'
import { sourceQuery } from '../lib/sources.ts'
import { useRights } from '../lib/use-rights.ts'
import { common } from '../texts/common.ts'
import { t } from '../texts/duplicates.ts'
import { ChunkedList } from '../ui/ChunkedList.tsx'
import { Empty } from '../ui/Empty.tsx'
import { useOwnKeys } from '../ui/keys.ts'
import { LoadTrouble } from '../ui/LoadFailure.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { ChoiceBar } from './ChoiceBar.tsx'
import styles from './DuplicatesScreen.module.css'
import { planWish } from './decide-many.ts'
import { type Group, groupsQuery } from './duplicate-calls.ts'
import { GroupCard } from './GroupCard.tsx'
import { planGroupKey } from './group-keys.ts'
import { MoreBelow } from './MoreBelow.tsx'
import { useChoices } from './use-choices.ts'
import type { Deciding } from './use-deciding.ts'

interface GroupListProps {
  sourceId: string
  likeness: Likeness
  deciding: Deciding
}

/** Groups of one kind that nobody has decided about; more come as one scrolls. */
export function GroupList({ sourceId, likeness, deciding }: GroupListProps) {
  const list = useInfiniteQuery(groupsQuery(sourceId, likeness))
  const groups = useMemo(() => list.data?.pages.flatMap((page) => page.groups) ?? [], [list.data])
  if (list.error && !list.data) {
    return <LoadTrouble {...describeFailure(list.error)} onRetry={() => list.refetch()} />
  }
  if (!list.data) return <GroupsLoading />
  if (groups.length === 0 && !list.hasNextPage) return <NoGroups likeness={likeness} />
  return (
    <>
      <Groups {...{ sourceId, groups, deciding }} />
      <MoreBelow
        what="groups"
        hasMore={list.hasNextPage}
        isBusy={list.isFetching}
        failure={list.isFetchNextPageError ? list.error : null}
        onMore={list.fetchNextPage}
      />
    </>
  )
}

function GroupsLoading() {
  return (
    <div role="status" aria-label={common.loading}>
      {[1, 2, 3].map((card) => (
        <div key={card} className={styles.group}>
          <Skeleton width="40%" height={20} margin="0 0 16px" />
          <Skeleton width="70%" height={132} />
        </div>
      ))}
    </div>
  )
}

function NoGroups({ likeness }: { likeness: Likeness }) {
  return likeness === 'same' ? (
    <Empty icon={Copy} title={t.noneSame}>
      {t.noneSameText}
    </Empty>
  ) : (
    <Empty icon={Copy} title={t.noneNear}>
      {t.noneNearText}
    </Empty>
  )
}

interface GroupsProps {
  sourceId: string
  groups: readonly Group[]
  deciding: Deciding
}

function Groups({ sourceId, groups, deciding }: GroupsProps) {
  const source = useQuery(sourceQuery(sourceId)).data?.attributes
  const rendering = useMemo(() => (source ? readRenderingSource(source) : null), [source])
  const { mayEdit } = useRights()
  const choices = useChoices()
  const area = useRef<HTMLDivElement>(null)
  const decide = async (
    some: readonly Group[],
    decision: DuplicateDecision,
    isMerging: boolean,
  ) => {
    if (deciding.progress) return
    const next = findNext(area.current)
    await deciding.decide(
      some.map((group) => {
        return planWish(group, { decision, chosen: choices.chosenOf(group), isMerging })
      }),
    )
    focusGroup(area.current, next)
  }
  useOwnKeys(mayEdit ? EDITOR_KEYS : READER_KEYS)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key.length === 1 && !areSingleKeysOn()) return
    const id = groupAt(event.target)
    const at = groups.findIndex((one) => one.id === id)
    const group = groups[at]
    const plan = group && planGroupKey(event, group.attributes.assets.length)
    if (!group || !plan) return
    if (plan.kind === 'move') focusGroup(area.current, groups[at + plan.by]?.id ?? null)
    else if (!mayEdit) return
    else if (plan.kind === 'toggle') choices.toggle(group)
    else if (plan.kind === 'use') decide([group], 'preferred', false)
    else choices.choose(group, group.attributes.assets[plan.index]?.origin_path ?? '')
    event.preventDefault()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys of the groups inside
    <div ref={area} onKeyDown={onKeyDown}>
      <ChunkedList
        label={t.groups}
        items={groups}
        keyOf={({ id }) => id}
        rowHeight={340}
        chunk={8}
        row={(group) => (
          <GroupCard
            {...{ group, sourceId, mayEdit, source: rendering }}
            chosen={choices.chosenOf(group)}
            isSelected={choices.selected.has(group.id)}
            isBusy={deciding.progress !== null}
            onChoose={(path) => choices.choose(group, path)}
            onToggle={() => choices.toggle(group)}
            onDecide={(decision, isMerging) => decide([group], decision, isMerging)}
          />
        )}
      />
      {mayEdit && !deciding.progress && <ChoiceBar {...{ groups, choices }} onDecide={decide} />}
    </div>
  )
}

const READER_KEYS = ['moveGroup'] as const
const EDITOR_KEYS = [...READER_KEYS, 'select', 'chooseCopy', 'useCopy'] as const

function groupAt(target: EventTarget | null): string | null {
  const card = target instanceof Element ? target.closest<HTMLElement>('[data-group]') : null
  return card?.dataset.group ?? null
}

/** The group that follows the one with the focus, or stands before it: it takes the focus when that one goes. */
function findNext(area: HTMLElement | null): string | null {
  const ids = [...(area?.querySelectorAll<HTMLElement>('[data-group]') ?? [])].map(
    ({ dataset }) => dataset.group ?? '',
  )
  const at = ids.indexOf(groupAt(document.activeElement) ?? '')
  return at < 0 ? null : (ids[at + 1] ?? ids[at - 1] ?? null)
}

function focusGroup(area: HTMLElement | null, id: string | null): void {
  if (id !== null) area?.querySelector<HTMLElement>(`[data-group="${CSS.escape(id)}"]`)?.focus()
}
