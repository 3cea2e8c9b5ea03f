import { formatDateTime, formatWhen } from '../lib/format.ts'

interface LastUsedProps {
  seconds: number | null
  /** What stands there when it was not, or nobody knows. */
  never: string
  neverTitle?: string
  className?: string | undefined
}

/** How long ago something was used. */
export function LastUsed({ seconds, never, neverTitle, className }: LastUsedProps) {
  if (seconds === null) {
    return (
      <span className={className} title={neverTitle}>
        {never}
      </span>
    )
  }
  return (
    <time dateTime={new Date(seconds * 1000).toISOString()} title={formatDateTime(seconds)}>
      {formatWhen(seconds, new Date())}
    </time>
  )
}
