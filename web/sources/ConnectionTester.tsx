import { useMutation } from '@tanstack/react-query'
import { Plug } from 'lucide-react'
import type { ReactNode } from 'react'
import { describeFailure } from '../lib/failure-text.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'
import { RightChecks } from './RightChecks.tsx'
import { type ConnectionTest, type TestedConnection, testConnection } from './source-calls.ts'
import styles from './sources.module.css'

interface ConnectionTesterProps {
  /** Asked when the test begins. */
  read: () => TestedConnection
  /** Which part of the answer is of interest here. */
  part: keyof ConnectionTest
  /** Of an earlier test. */
  known?: ConnectionTest['uploading']
  disabled?: boolean
  onTested?: () => void
  children?: ReactNode
}

/** A button that tries the connection out, and what came of it. */
export function ConnectionTester(props: ConnectionTesterProps) {
  const { read, part, known = null, disabled = false, onTested, children } = props
  const test = useMutation({ mutationFn: () => testConnection(read()), onSuccess: onTested })
  const checks = test.data?.[part] ?? known
  const failure = test.error && describeFailure(test.error)
  return (
    <div className={styles.stack}>
      <div aria-live="polite" className={styles.stack}>
        {failure && (
          <Banner tone="danger" title={failure.title}>
            {failure.text}
          </Banner>
        )}
        {checks && !failure && <RightChecks checks={checks} />}
      </div>
      <div className={styles.row}>
        <Button
          busy={test.isPending}
          disabled={disabled || test.isPending}
          onClick={() => test.mutate()}
        >
          <Plug size={16} aria-hidden />
          {test.isPending
            ? 'Testing'
            : test.isSuccess || test.isError
              ? 'Test again'
              : 'Test connection'}
        </Button>
        {children}
      </div>
    </div>
  )
}
