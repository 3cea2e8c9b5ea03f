import { Check, Copy, KeyRound } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { t } from '../../texts/people.ts'
import { Button } from '../../ui/Button.tsx'
import { joinClasses } from '../../ui/classes.ts'
import { copyText } from '../../ui/copy-text.ts'
import { inputClass } from '../../ui/Field.tsx'
import styles from './Keys.module.css'

interface NewKeyCardProps {
  name: string
  /** `key` is a word of React's. */
  apiKey: string
  onDone(): void
}

/** The key itself, this once. */
export function NewKeyCard({ name, apiKey, onDone }: NewKeyCardProps) {
  const field = useRef<HTMLInputElement>(null)
  const [copied, setCopied] = useState<'copy' | 'copied' | 'notCopied'>('copy')
  const Icon = copied === 'copied' ? Check : Copy
  useEffect(() => field.current?.focus(), [])
  const copy = () =>
    copyText(apiKey).then(
      () => setCopied('copied'),
      () => {
        setCopied('notCopied')
        field.current?.select()
      },
    )
  return (
    <section className={styles.made} aria-label={t.keyMade(name)}>
      <div className={styles.madeHead}>
        <span className={styles.tile}>
          <KeyRound size={16} aria-hidden />
        </span>
        <div>
          <h2>{t.keyMade(name)}</h2>
          <p className="t2">{t.keyMadeText}</p>
        </div>
      </div>
      <div className={styles.line}>
        <input
          ref={field}
          className={joinClasses(inputClass, 'mono')}
          readOnly
          aria-label={t.theKey}
          value={apiKey}
          onFocus={(event) => event.target.select()}
        />
        <Button variant="primary" onClick={copy}>
          <Icon size={16} aria-hidden /> {t[copied]}
        </Button>
        <Button variant="quiet" onClick={onDone}>
          {t.gotIt}
        </Button>
      </div>
    </section>
  )
}
