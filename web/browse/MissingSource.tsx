import { Database } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'
import { t } from '../texts/browse.ts'
import { common } from '../texts/common.ts'
import { Button, buttonClass } from '../ui/Button.tsx'
import { copyText } from '../ui/copy-text.ts'
import { Empty } from '../ui/Empty.tsx'
import { useTitle } from '../ui/use-title.ts'

/** A link to something that was deleted, or that the person may not see. */
export function MissingSource() {
  const [isCopied, setCopied] = useState(false)
  useTitle(t.sourceMissing)
  return (
    <main>
      <Empty
        isPage
        icon={Database}
        tone="warn"
        title={t.sourceMissing}
        actions={
          <>
            <Link className={buttonClass({ variant: 'primary' })} to="/">
              {t.openLibrary}
            </Link>
            <Button onClick={() => copyText(location.href).then(() => setCopied(true))}>
              {isCopied ? common.copied : t.copyAddress}
            </Button>
          </>
        }
      >
        {t.sourceMissingText}
      </Empty>
    </main>
  )
}
