import { Check, Clock } from 'lucide-react'
import { type MouseEvent, type ReactNode, useEffect, useRef } from 'react'
import { Link } from 'react-router'
import { Thumbnail } from '../asset/Thumbnail.tsx'
import type { RenderingSource } from '../lib/rendering-url.ts'
import { t } from '../texts/palette.ts'
import base from '../ui/Choices.module.css'
import { joinClasses } from '../ui/classes.ts'
import { ShortcutKeys } from '../ui/Keys.tsx'
import styles from './Palette.module.css'
import type { PaletteItem, ShownGroup, ShownItem } from './plan-palette.ts'

interface PaletteListProps {
  id: string
  groups: readonly ShownGroup[]
  /** Which of all items is the one that Enter takes. */
  at: number
  source: RenderingSource | null
  onPoint: (index: number) => void
  onChoose: (item: PaletteItem, inNewTab: boolean) => void
}

/** The list below the field, which keeps the focus and handles the keys. */
export function PaletteList({ id, groups, at, source, onPoint, onChoose }: PaletteListProps) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.querySelector(`[data-at="${at}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [at])
  let next = 0
  return (
    <div ref={list} id={id} role="listbox" aria-label={t.results} className={styles.list}>
      {groups.map(({ group, items }) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of options, not of fields
        <div key={group} role="group" aria-label={t.groups[group]}>
          <div className={joinClasses(base.heading, styles.heading)} aria-hidden>
            {t.groups[group]}
          </div>
          {items.map((item) => {
            const index = next++
            return (
              <Option
                key={item.id}
                {...{ item, index, source }}
                id={`${id}-${index}`}
                isActive={index === at}
                onPoint={() => onPoint(index)}
                onChoose={(inNewTab) => onChoose(item, inNewTab)}
              />
            )
          })}
        </div>
      ))}
    </div>
  )
}

interface OptionProps {
  id: string
  index: number
  item: ShownItem
  isActive: boolean
  source: RenderingSource | null
  onPoint: () => void
  onChoose: (inNewTab: boolean) => void
}

function Option({ id, index, item, isActive, source, onPoint, onChoose }: OptionProps) {
  const props = {
    id,
    role: 'option',
    tabIndex: -1,
    'aria-selected': isActive,
    'data-at': index,
    className: joinClasses(base.option, styles.option),
    onPointerMove: onPoint,
    onClick: (event: MouseEvent) => {
      event.preventDefault()
      onChoose(event.ctrlKey || event.metaKey || event.shiftKey)
    },
  }
  const content = (
    <>
      <Picture item={item} source={source} />
      <span className={styles.two}>
        <span className={item.asset ? undefined : 'truncate'}>
          <Marked label={item.label} marks={item.marks} />
        </span>
        {item.detail && (
          <small className="truncate">
            <bdi>{item.detail}</bdi>
          </small>
        )}
      </span>
      <span className={base.end}>
        {item.isChosen && <Check size={16} aria-hidden />}
        {item.shortcut ? <ShortcutKeys name={item.shortcut} /> : item.end}
      </span>
    </>
  )
  // A link, so that the browser's own ways to open one work, too.
  if (item.to) {
    return (
      <Link {...props} to={item.to}>
        {content}
      </Link>
    )
  }
  return <div {...props}>{content}</div>
}

function Picture({ item, source }: Pick<OptionProps, 'item' | 'source'>) {
  const { asset, icon: Icon = Clock } = item
  if (!asset) return <Icon size={16} strokeWidth={1.75} aria-hidden />
  return (
    <span className={styles.picture}>
      <Thumbnail asset={asset} source={source} width={36} height={28} square />
    </span>
  )
}

/** A path reads from left to right whatever is around it. */
function Marked({ label, marks }: Pick<ShownItem, 'label' | 'marks'>) {
  const pieces: ReactNode[] = []
  let from = 0
  for (const [start, end] of marks) {
    pieces.push(label.slice(from, start), <mark key={start}>{label.slice(start, end)}</mark>)
    from = end
  }
  return (
    <bdi>
      {pieces}
      {label.slice(from)}
    </bdi>
  )
}
