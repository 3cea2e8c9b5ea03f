import { RotateCw, Server } from 'lucide-react'
import { Button } from './Button.tsx'
import { Empty } from './Empty.tsx'
import { Card, Page } from './Page.tsx'
import { Skeleton } from './Skeleton.tsx'

/** A page of settings before what it shows has come. */
export function PageLoading({ title }: { title: string }) {
  return (
    <Page title={title}>
      <div role="status" aria-label="Loading">
        {[1, 2, 3].map((card) => (
          <Card key={card}>
            <Skeleton width="30%" height={20} margin="0 0 16px" />
            <Skeleton width="100%" height={32} />
          </Card>
        ))}
      </div>
    </Page>
  )
}

interface PageFailureProps {
  /** The name of the page, as it would be without the failure. */
  page: string
  title: string
  text: string
  onRetry: () => unknown
}

/** A page of settings whose content could not be loaded. */
export function PageFailure({ page, title, text, onRetry }: PageFailureProps) {
  return (
    <Page title={page}>
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
    </Page>
  )
}
