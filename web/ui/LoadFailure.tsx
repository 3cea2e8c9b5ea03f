import { RotateCw, Server } from 'lucide-react'
import { common } from '../texts/common.ts'
import { Button } from './Button.tsx'
import { Empty } from './Empty.tsx'

interface LoadFailureProps {
  title: string
  text: string
  onRetry: () => unknown
}

/** A whole page that could not be loaded. */
export function LoadFailure(props: LoadFailureProps) {
  return (
    <main>
      <LoadTrouble {...props} />
    </main>
  )
}

/** What stands in the place of something that could not be loaded. */
export function LoadTrouble({ title, text, onRetry }: LoadFailureProps) {
  return (
    <Empty
      icon={Server}
      tone="danger"
      title={title}
      actions={
        <Button variant="primary" onClick={onRetry}>
          <RotateCw size={16} aria-hidden /> {common.retry}
        </Button>
      }
    >
      {text}
    </Empty>
  )
}
