import { useMutation } from '@tanstack/react-query'
import { Plug } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { describeFailure } from '../lib/failure-text.ts'
import { t } from '../texts/sources.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'
import { RightChecks } from './RightChecks.tsx'
import { type ConnectionTest, type TestedConnection, testConnection } from './source-calls.ts'
import styles from './sources.module.css'

interface ConnectionTesterProps {
  /** Asked when the test begins; null: something is missing, and that is shown. */
  read: () => TestedConnection | null
  /** Which part of the answer is of interest here. */
  part: keyof ConnectionTest
  /** Of an earlier test. */
  known?: ConnectionTest['uploading']
  disabled?: boolean
  onTested?: (test: ConnectionTest) => void
  /** @returns whether the failure is shown elsewhere */
  onFailed?: (failure: Error) => boolean
  children?: ReactNode
}

/** A button that tries the connection out, and what came of it. */
export function ConnectionTester(props: ConnectionTesterProps) {
  const { read, part, known = null, disabled = false, onTested, onFailed, children } = props
  const [isElsewhere, setElsewhere] = useState(false)
  const test = useMutation({
    mutationFn: testConnection,
    onSuccess: onTested,
    onError: (failure) => setElsewhere(onFailed?.(failure) ?? false),
  })
  const checks = test.isError ? null : (test.data?.[part] ?? known)
  const failure = test.error && !isElsewhere && describeFailure(test.error)
  return (
    <div className={styles.stack}>
      <div aria-live="polite" className={styles.stack}>
        {failure && (
          <Banner tone="danger" title={failure.title}>
            {failure.text}
          </Banner>
        )}
        {checks && <RightChecks checks={checks} />}
      </div>
      <div className={styles.row}>
        <Button
          busy={test.isPending}
          disabled={disabled || test.isPending}
          onClick={() => {
            const tested = read()
            if (tested) test.mutate(tested)
          }}
        >
          <Plug size={16} aria-hidden />
          {test.isPending ? t.testing : test.data || test.error ? t.testAgain : t.test}
        </Button>
        {children}
      </div>
    </div>
  )
}
