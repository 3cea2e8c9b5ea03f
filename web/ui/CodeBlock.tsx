import { Check, Copy, X } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { common } from '../texts/common.ts'
import { t } from '../texts/ui.ts'
import { Button, IconButton } from './Button.tsx'
import styles from './CodeBlock.module.css'
import { copyText } from './copy-text.ts'

/** A text to be copied as a whole. */
export function CodeBlock({ title, text }: { title: string; text: string }) {
  const { copied, copy, forget } = useCopy(text)
  const Icon = copied === 'yes' ? Check : Copy
  return (
    <div className={styles.code}>
      <div className={styles.head}>
        <span>{title}</span>
        <Button variant="quiet" size="small" onClick={copy} onBlur={forget}>
          <Icon size={14} aria-hidden /> {wordOf(copied)}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keys */}
      <pre tabIndex={0} dir="ltr">
        {markJson(text)}
      </pre>
    </div>
  )
}

const JSON_STRING = /("(?:[^"\\]|\\.)*")(\s*:)?/g

/** Names and texts of JSON in colours of their own; any other text as it is. */
function markJson(text: string): ReactNode {
  if (!/^[[{]/.test(text)) return text
  const parts: ReactNode[] = []
  let end = 0
  for (const { 0: whole, 1: string = '', 2: colon, index } of text.matchAll(JSON_STRING)) {
    parts.push(text.slice(end, index))
    parts.push(
      <span key={index} className={colon ? styles.name : styles.string}>
        {string}
      </span>,
    )
    parts.push(colon ?? '')
    end = index + whole.length
  }
  return [...parts, text.slice(end)]
}

/** A short text to be copied, such as an address, with a word on what it is. */
export function CopyLine({ label, text }: { label: string; text: string }) {
  const { copied, copy, forget } = useCopy(text)
  const Icon = copied === 'yes' ? Check : copied === 'failed' ? X : Copy
  return (
    <div className={styles.line}>
      <span>
        <small>{label}</small>
        <span className="mono">{text}</span>
      </span>
      <IconButton
        small
        label={copied === 'no' ? t.copyText(text) : wordOf(copied)}
        onClick={copy}
        onBlur={forget}
      >
        <Icon size={14} aria-hidden />
      </IconButton>
    </div>
  )
}

type Copied = 'no' | 'yes' | 'failed'

function wordOf(copied: Copied): string {
  return { no: t.copy, yes: common.copied, failed: t.notCopied }[copied]
}

function useCopy(text: string) {
  const [copied, setCopied] = useState<Copied>('no')
  const copy = () =>
    copyText(text).then(
      () => setCopied('yes'),
      () => setCopied('failed'),
    )
  return { copied, copy, forget: () => setCopied('no') }
}
