import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { Button } from './Button.tsx'
import styles from './CodeBlock.module.css'
import { copyText } from './copy-text.ts'

/** A text to be copied as a whole. */
export function CodeBlock({ title, text }: { title: string; text: string }) {
  const [copied, setCopied] = useState<'no' | 'yes' | 'failed'>('no')
  const copy = () =>
    copyText(text).then(
      () => setCopied('yes'),
      () => setCopied('failed'),
    )
  const Icon = copied === 'yes' ? Check : Copy
  return (
    <div className={styles.code}>
      <div className={styles.head}>
        <span>{title}</span>
        <Button variant="quiet" size="small" onClick={copy} onBlur={() => setCopied('no')}>
          <Icon size={14} aria-hidden /> {WORDS[copied]}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keys */}
      <pre tabIndex={0}>{text}</pre>
    </div>
  )
}

const WORDS = { no: 'Copy', yes: 'Copied', failed: 'Not copied: mark and copy it' }
