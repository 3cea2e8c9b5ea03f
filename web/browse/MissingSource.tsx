import { Database } from 'lucide-react'
import { Link } from 'react-router'
import { buttonClass } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'

export function MissingSource() {
  return (
    <main>
      <Empty
        icon={Database}
        tone="warn"
        title="This source is not here"
        actions={
          <Link className={buttonClass({ variant: 'primary' })} to="/">
            Open the library
          </Link>
        }
      >
        It was deleted, or your rights do not cover it.
      </Empty>
    </main>
  )
}
