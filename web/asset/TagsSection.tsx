import { RotateCcw, X } from 'lucide-react'
import { type CSSProperties, Suspense, useId, useState } from 'react'
import { Link } from 'react-router'
import type { AssetAttributes } from '../../contract/resources.ts'
import { useFeature } from '../lib/analysis.ts'
import { planTagPatch, sortTags, type Tag } from '../lib/asset-edits.ts'
import type { BrowseQuery } from '../lib/browse-query.ts'
import { formatPercent } from '../lib/format.ts'
import { lazyPart } from '../lib/lazy-part.tsx'
import { useRights } from '../lib/use-rights.ts'
import { t } from '../texts/asset.ts'
import { common } from '../texts/common.ts'
import { Button, LinkButton } from '../ui/Button.tsx'
import { joinClasses } from '../ui/classes.ts'
import { useHoverNote } from '../ui/use-hover-note.ts'
import { AbsenceNote } from './AbsenceNote.tsx'
import { PanelSection } from './PanelSection.tsx'
import styles from './sections.module.css'
import type { AssetEdits } from './use-asset-edits.ts'

const TagNote = lazyPart(async () => (await import('./TagNote.tsx')).TagNote)
const TagPicker = lazyPart(async () => (await import('./TagPicker.tsx')).TagPicker)

interface TagsSectionProps {
  asset: AssetAttributes
  edits: AssetEdits
  /** The address of a search. */
  searchFor: (part: Partial<BrowseQuery>) => string
}

/** By confidence; a click searches. Removed tags stay, at 0 %, and can be restored. */
export function TagsSection({ asset, edits, searchFor }: TagsSectionProps) {
  const [isEditing, setEditing] = useState(false)
  const [isAdding, setAdding] = useState(false)
  const { isShown } = useFeature('tags')
  const { mayEdit } = useRights()
  if (!isShown) return null
  const tags = sortTags(asset.tags)
  const actions = !isEditing && (
    <>
      {tags.length > 0 && (
        <LinkButton pressedBy="editTags" aria-label={t.editTags} onClick={() => setEditing(true)}>
          {t.edit}
        </LinkButton>
      )}
      <LinkButton
        pressedBy={tags.length > 0 ? undefined : 'editTags'}
        aria-label={t.addTag}
        onClick={() => setAdding(true)}
      >
        {t.add}
      </LinkButton>
    </>
  )
  const count = tags.filter((tag) => tag.confidence > 0).length
  return (
    <PanelSection title={t.tags} name="tags" count={count} action={mayEdit && actions}>
      {(tags.length === 0 || !asset.analyzed_tags) && (
        <AbsenceNote
          {...{ asset, feature: 'tags', capability: 'tags', isAnalysed: asset.analyzed_tags }}
        />
      )}
      {isEditing ? (
        <TagsEditor {...{ asset, edits, tags }} onDone={() => setEditing(false)} />
      ) : (
        <TagLinks {...{ asset, tags, searchFor }} />
      )}
      {isAdding && (
        <Suspense>
          <TagPicker
            sourceId={asset.source_id}
            taken={tags.filter((tag) => tag.confidence > 0).map(({ label }) => label)}
            onPick={(label) => {
              setAdding(false)
              edits.save({ tags: { [label]: 1 } })
            }}
            onCancel={() => setAdding(false)}
          />
        </Suspense>
      )}
    </PanelSection>
  )
}

interface TagsEditorProps {
  asset: AssetAttributes
  edits: AssetEdits
  tags: Tag[]
  onDone: () => void
}

/** Tags to add, remove and restore; nothing is changed before Save. */
function TagsEditor({ asset, edits, tags, onDone }: TagsEditorProps) {
  const [draft, setDraft] = useState(asset.tags)
  const known = new Set(tags.map(({ label }) => label))
  const added = Object.keys(draft).filter((label) => !known.has(label))
  const shown = [...tags, ...added.map((label) => ({ label, confidence: 1 }))]
  const save = () => {
    const patch = planTagPatch(asset.tags, draft)
    onDone()
    if (patch) edits.save(patch)
  }
  return (
    <>
      <ul className={styles.words}>
        {shown.map((tag) => (
          <li key={tag.label}>
            <EditedTag
              tag={{ ...tag, confidence: draft[tag.label] ?? 0 }}
              restored={tag.confidence || (edits.formerTags[tag.label] ?? 1)}
              onChange={(confidence) => setDraft({ ...draft, [tag.label]: confidence })}
            />
          </li>
        ))}
      </ul>
      <Suspense>
        <TagPicker
          sourceId={asset.source_id}
          // One that was removed stands above with a button that brings it back.
          taken={shown.map(({ label }) => label)}
          onPick={(label) => setDraft((before) => ({ ...before, [label]: 1 }))}
          onCancel={onDone}
          onDone={save}
        />
      </Suspense>
      <div className={joinClasses(styles.buttons, styles.below, styles.always)}>
        <Button variant="quiet" size="small" onClick={onDone}>
          {common.cancel}
        </Button>
        <Button variant="primary" size="small" onClick={save}>
          {common.save}
        </Button>
      </div>
    </>
  )
}

type TagLinksProps = Pick<TagsSectionProps, 'asset' | 'searchFor'> & { tags: Tag[] }

/** Each says why it is there to whoever rests on it. */
function TagLinks({ asset, tags, searchFor }: TagLinksProps) {
  const id = useId()
  const note = useHoverNote(id)
  const label = note.shown && tags[note.shown.index]?.label
  return (
    <>
      <ul className={styles.words} {...note.handlers}>
        {tags.map((tag, index) => (
          <li key={tag.label} data-index={index}>
            <TagLink
              tag={tag}
              address={searchFor({ tags: [tag.label] })}
              note={note.describe(index)}
            />
          </li>
        ))}
      </ul>
      {note.shown && label && (
        <Suspense>
          <TagNote
            {...{ id, asset, label }}
            {...note.hold}
            anchor={note.shown.anchor}
            onHide={note.hide}
          />
        </Suspense>
      )}
    </>
  )
}

function tagLook({ confidence }: Tag) {
  return {
    className: joinClasses(styles.tag, confidence === 0 && styles.off),
    style: { '--confidence': `${confidence * 100}%` } as CSSProperties,
  }
}

interface TagLinkProps {
  tag: Tag
  address: string
  /** The id of what explains it, while it is shown. */
  note: string | undefined
}

function TagLink({ tag, address, note }: TagLinkProps) {
  return (
    <Link {...tagLook(tag)} to={address} aria-describedby={note}>
      <span className="truncate">{tag.label}</span>
      <span className={styles.number}>{formatPercent(tag.confidence)}</span>
    </Link>
  )
}

interface EditedTagProps {
  tag: Tag
  /** The confidence it comes back with. */
  restored: number
  onChange: (confidence: number) => void
}

function EditedTag({ tag, restored, onChange }: EditedTagProps) {
  const isOff = tag.confidence === 0
  return (
    <span {...tagLook(tag)}>
      <span className="truncate">{tag.label}</span>
      <span className={styles.number}>{formatPercent(tag.confidence)}</span>
      <button
        type="button"
        className={styles.cross}
        aria-label={isOff ? t.restoreTag(tag.label) : t.removeTag(tag.label)}
        onClick={() => onChange(isOff ? restored : 0)}
      >
        {isOff ? <RotateCcw size={12} aria-hidden /> : <X size={12} aria-hidden />}
      </button>
    </span>
  )
}
