import { RotateCw, Server } from 'lucide-react'
import { useState } from 'react'
import { describeFailure, failureDetails } from '../lib/failure-text.ts'
import { t } from '../texts/browse.ts'
import { common } from '../texts/common.ts'
import { Button } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'

interface ListFailedProps {
  failure: Error
  onRetry: () => void
}

/** In place of a list that did not come. */
export function ListFailed({ failure, onRetry }: ListFailedProps) {
  const { title, text } = describeFailure(failure)
  return (
    <Empty
      icon={Server}
      tone="danger"
      title={title}
      actions={
        <>
          <Button variant="primary" onClick={onRetry}>
            <RotateCw size={16} aria-hidden /> {common.retry}
          </Button>
          <CopyDetails failure={failure} />
        </>
      }
    >
      {text}
    </Empty>
  )
}

function CopyDetails({ failure }: { failure: Error }) {
  const [isCopied, setCopied] = useState(false)
  const copy = () =>
    navigator.clipboard.writeText(failureDetails(failure)).then(() => setCopied(true))
  return <Button onClick={copy}>{isCopied ? common.copied : t.copyDetails}</Button>
}
