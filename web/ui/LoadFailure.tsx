import { RotateCw, Server } from 'lucide-react'
import { Button } from './Button.tsx'
import { Empty } from './Empty.tsx'

interface LoadFailureProps {
  title: string
  text: string
  onRetry(): void
}

/** A whole page that could not be loaded. */
export function LoadFailure({ title, text, onRetry }: LoadFailureProps) {
  return (
    <main>
      <Empty
        icon={Server}
        tone="danger"
        title={title}
        actions={
          <Button variant="primary" onClick={onRetry}>
            <RotateCw size={16} aria-hidden /> Try again
          </Button>
        }
      >
        {text}
      </Empty>
    </main>
  )
}
