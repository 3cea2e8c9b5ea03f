import { Database } from 'lucide-react'
import { Link } from 'react-router'
import { t } from '../texts/browse.ts'
import { buttonClass } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'

export function MissingSource() {
  return (
    <main>
      <Empty
        icon={Database}
        tone="warn"
        title={t.sourceMissing}
        actions={
          <Link className={buttonClass({ variant: 'primary' })} to="/">
            {t.openLibrary}
          </Link>
        }
      >
        {t.sourceMissingText}
      </Empty>
    </main>
  )
}
