import { TriangleAlert } from 'lucide-react'
import { Component, type ReactNode, useState } from 'react'
import { common } from '../texts/common.ts'
import { t } from '../texts/ui.ts'
import { Button } from './Button.tsx'
import { copyText } from './copy-text.ts'
import styles from './Empty.module.css'
import { Empty } from './Empty.tsx'

interface ErrorBoundaryProps {
  /** Instead of a page that says so: a small part goes away, and the rest goes on. */
  onError?: () => void
  children: ReactNode
}

interface Failed {
  error: unknown
  at: Date
}

/** Instead of a blank page: what happened, that nothing is lost, and the one step that helps. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { failed: Failed | null }> {
  override state: { failed: Failed | null } = { failed: null }

  static getDerivedStateFromError(error: unknown) {
    return { failed: { error, at: new Date() } }
  }

  override componentDidCatch() {
    this.props.onError?.()
  }

  override render() {
    const { failed } = this.state
    if (!failed) return this.props.children
    return this.props.onError ? null : <Stopped {...failed} />
  }
}

function Stopped(failed: Failed) {
  const [copied, setCopied] = useState<'no' | 'yes' | 'failed'>('no')
  const details = describe(failed)
  const copy = () =>
    copyText(details).then(
      () => setCopied('yes'),
      () => setCopied('failed'),
    )
  return (
    <main>
      <Empty
        icon={TriangleAlert}
        tone="danger"
        title={t.stopped}
        actions={
          <>
            <Button variant="primary" onClick={() => window.location.reload()}>
              {t.loadAgain}
            </Button>
            <Button onClick={copy}>{copied === 'yes' ? common.copied : t.copyDetails}</Button>
          </>
        }
      >
        {t.stoppedText}
      </Empty>
      {copied === 'failed' && (
        <section className={styles.details} aria-label={t.details}>
          <p role="alert">{t.detailsNotCopied}</p>
          <pre>{details}</pre>
        </section>
      )}
    </main>
  )
}

/** For a report; English, like everything that is read by those who look into it. */
function describe({ error, at }: Failed): string {
  const text = error instanceof Error ? (error.stack ?? String(error)) : String(error)
  return [
    `Time: ${at.toISOString()}`,
    `Page: ${location.pathname}`,
    `Browser: ${navigator.userAgent}`,
    text,
  ].join('\n')
}
