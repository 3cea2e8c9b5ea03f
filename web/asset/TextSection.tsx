import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Link } from 'react-router'
import type { AssetAttributes } from '../../contract/resources.ts'
import { useFeature } from '../lib/analysis.ts'
import type { BrowseQuery } from '../lib/browse-query.ts'
import { t } from '../texts/asset.ts'
import { common } from '../texts/common.ts'
import { LinkButton } from '../ui/Button.tsx'
import { copyText } from '../ui/copy-text.ts'
import { useToast } from '../ui/Toast.tsx'
import { AbsenceNote } from './AbsenceNote.tsx'
import { PanelSection } from './PanelSection.tsx'
import styles from './sections.module.css'

interface TextSectionProps {
  asset: AssetAttributes
  searchFor: (part: Partial<BrowseQuery>) => string
}

/** What is written in the picture, line by line; a click searches for a line. */
export function TextSection({ asset, searchFor }: TextSectionProps) {
  const { isShown } = useFeature('text')
  if (!isShown) return null
  const text = asset.text_in_image?.trim() ?? ''
  const lines = [...new Set(text.split('\n').filter((line) => line.trim() !== ''))]
  return (
    <PanelSection
      title={t.textInImage}
      name="text in image"
      action={lines.length > 0 && <CopyText text={text} />}
    >
      {lines.length === 0 ? (
        <AbsenceNote {...{ asset, feature: 'text', capability: 'text' }} />
      ) : (
        <div className={styles.lines}>
          {lines.map((line) => (
            <Link key={line} to={searchFor({ q: line.trim() })} title={t.searchText}>
              <bdi>{line}</bdi>
            </Link>
          ))}
        </div>
      )}
    </PanelSection>
  )
}

const COPIED_MS = 2_000

function CopyText({ text }: { text: string }) {
  const toast = useToast()
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), COPIED_MS)
    return () => clearTimeout(timer)
  }, [isCopied])
  return (
    <LinkButton
      className={styles.copy}
      aria-label={t.copyText}
      onClick={() =>
        copyText(text).then(
          () => setCopied(true),
          () => toast({ text: t.notCopied }),
        )
      }
    >
      {isCopied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
      <span role="status">{isCopied ? common.copied : t.copy}</span>
    </LinkButton>
  )
}
