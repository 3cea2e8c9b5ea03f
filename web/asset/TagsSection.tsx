import { RotateCcw, X } from 'lucide-react'
import { type CSSProperties, useState } from 'react'
import { Link } from 'react-router'
import type { AssetAttributes } from '../../contract/resources.ts'
import { planTagPatch, sortTags, type Tag } from '../lib/asset-edits.ts'
import type { BrowseQuery } from '../lib/browse-query.ts'
import { formatPercent } from '../lib/format.ts'
import { LinkButton } from '../ui/Button.tsx'
import { joinClasses } from '../ui/classes.ts'
import { PanelSection } from './PanelSection.tsx'
import styles from './sections.module.css'
import type { AssetEdits } from './use-asset-edits.ts'

interface TagsSectionProps {
  asset: AssetAttributes
  edits: AssetEdits
  /** The address of a search. */
  searchFor: (part: Partial<BrowseQuery>) => string
}

/** By confidence; a click searches. Removed tags stay, at 0 %, and can be restored. */
export function TagsSection({ asset, edits, searchFor }: TagsSectionProps) {
  const [draft, setDraft] = useState<Record<string, number> | null>(null)
  const tags = sortTags(asset.tags)
  const save = () => {
    const patch = draft && planTagPatch(asset.tags, draft)
    setDraft(null)
    if (patch) edits.save(patch)
  }
  const actions = draft ? (
    <>
      <LinkButton onClick={() => setDraft(null)}>Cancel</LinkButton>
      <LinkButton onClick={save}>Save</LinkButton>
    </>
  ) : (
    <LinkButton aria-label="Edit tags" onClick={() => setDraft(asset.tags)}>
      Edit
    </LinkButton>
  )
  const count = tags.filter((tag) => tag.confidence > 0).length
  return (
    <PanelSection title="Tags" count={count} action={tags.length > 0 && actions}>
      {tags.length === 0 && (
        <p className={styles.none}>{asset.analyzed_tags ? 'None found' : 'Not analysed yet'}</p>
      )}
      <ul className={styles.words}>
        {tags.map((tag) => (
          <li key={tag.label}>
            {draft ? (
              <EditedTag
                tag={{ ...tag, confidence: draft[tag.label] ?? 0 }}
                restored={tag.confidence || (edits.formerTags[tag.label] ?? 1)}
                onChange={(confidence) => setDraft({ ...draft, [tag.label]: confidence })}
              />
            ) : (
              <TagLink tag={tag} address={searchFor({ tags: [tag.label] })} />
            )}
          </li>
        ))}
      </ul>
    </PanelSection>
  )
}

function tagLook({ confidence }: Tag) {
  return {
    className: joinClasses(styles.tag, confidence === 0 && styles.off),
    style: { '--confidence': `${confidence * 100}%` } as CSSProperties,
  }
}

function TagLink({ tag, address }: { tag: Tag; address: string }) {
  const percent = formatPercent(tag.confidence)
  const words = tag.confidence === 0 ? `removed, ${percent}` : percent
  return (
    <Link {...tagLook(tag)} to={address} title={`${tag.label}: ${words} confidence`}>
      <span className="truncate">{tag.label}</span>
      <span className={styles.number}>{percent}</span>
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
        aria-label={isOff ? `Restore ${tag.label}` : `Remove ${tag.label}`}
        onClick={() => onChange(isOff ? restored : 0)}
      >
        {isOff ? <RotateCcw size={12} aria-hidden /> : <X size={12} aria-hidden />}
      </button>
    </span>
  )
}
