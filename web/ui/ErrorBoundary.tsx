import { TriangleAlert } from 'lucide-react'
import { Component, type ReactNode } from 'react'
import { Button } from './Button.tsx'
import { Empty } from './Empty.tsx'

interface ErrorBoundaryProps {
  children: ReactNode
}

/** Instead of a blank page: what happened, that nothing is lost, and the one step that helps. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError() {
    return { broken: true }
  }

  override render() {
    if (!this.state.broken) return this.props.children
    return (
      <main>
        <Empty
          icon={TriangleAlert}
          tone="danger"
          title="This page stopped working"
          actions={
            <Button variant="primary" onClick={() => window.location.reload()}>
              Load it again
            </Button>
          }
        >
          Everything that was saved is on the server. The server may have been updated meanwhile.
        </Empty>
      </main>
    )
  }
}
