import { RotateCw, Server } from 'lucide-react'
import { common } from '../texts/common.ts'
import { Button } from './Button.tsx'
import { Empty } from './Empty.tsx'

interface LoadFailureProps {
  title: string
  text: string
  onRetry: () => unknown
  /** Nothing else is on the page. */
  isPage?: boolean
}

/** A whole page that could not be loaded. */
export function LoadFailure(props: Omit<LoadFailureProps, 'isPage'>) {
  return (
    <main>
      <LoadTrouble {...props} isPage />
    </main>
  )
}

/** What stands in the place of something that could not be loaded. */
export function LoadTrouble({ title, text, onRetry, isPage }: LoadFailureProps) {
  return (
    <Empty
      {...{ isPage, title }}
      icon={Server}
      tone="danger"
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
