import { useQuery } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { describeFailure } from '../../lib/failure-text.ts'
import { sessionQuery } from '../../lib/session.ts'
import { sourcesQuery } from '../../lib/sources.ts'
import { t } from '../../texts/people.ts'
import { Button } from '../../ui/Button.tsx'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Card, Page } from '../../ui/Page.tsx'
import { PageFailure, PageLoading } from '../../ui/PageStates.tsx'
import styles from './Keys.module.css'
import { KeyTable } from './KeyTable.tsx'
import { apiKeysQuery } from './keys.ts'
import { NewKey } from './NewKey.tsx'
import { NewKeyCard } from './NewKeyCard.tsx'

/** Keys for programs: one's own, and of an Account Admin everybody's. */
export function KeysScreen() {
  const keys = useQuery(apiKeysQuery)
  const permissions = useQuery(sessionQuery).data?.permissions ?? []
  const [isMaking, setMaking] = useState(false)
  const [made, setMade] = useState<{ name: string; key: string } | null>(null)
  if (keys.isError && !keys.data) {
    const retry = () => keys.refetch()
    return <PageFailure page={t.keys} {...describeFailure(keys.error)} onRetry={retry} />
  }
  if (!keys.data) return <PageLoading title={t.keys} />
  return (
    <Page
      title={t.keys}
      text={t.keysText}
      width="middle"
      actions={
        <Button variant="primary" onClick={() => setMaking(true)}>
          <Plus size={16} aria-hidden /> {t.newKey}
        </Button>
      }
    >
      <div className={styles.stack}>
        {made && <NewKeyCard name={made.name} apiKey={made.key} onDone={() => setMade(null)} />}
        {keys.data.length > 0 ? (
          <KeyTable keys={keys.data} isAdmin={permissions.includes('account_admin')} />
        ) : (
          <Empty icon={KeyRound} title={t.noKeys}>
            {t.noKeysText}
          </Empty>
        )}
        <HowTo apiKey={made?.key ?? t.yourKey} />
      </div>
      {isMaking && (
        <NewKey permissions={permissions} onMade={setMade} onClose={() => setMaking(false)} />
      )}
    </Page>
  )
}

/** A first call, with the key in its place. */
function HowTo({ apiKey }: { apiKey: string }) {
  const sourceId = useQuery(sourcesQuery).data?.[0]?.id ?? t.sourceId
  const address = `${location.origin}/api/v1/sources/${sourceId}/assets`
  return (
    <Card title={t.howToUse} text={t.howToUseText}>
      <CodeBlock
        title={t.curl}
        text={`curl -H "Authorization: Bearer ${apiKey}" \\\n  ${address}`}
      />
      <p className={styles.more}>
        <a href="/api/v1/docs" target="_blank" rel="noreferrer">
          {t.allEndpoints}
        </a>
      </p>
    </Card>
  )
}
