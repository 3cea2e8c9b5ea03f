import { Link } from 'react-router'
import type { Source } from '../lib/sources.ts'
import { t as lib } from '../texts/lib.ts'
import { t } from '../texts/sources.ts'
import { buttonClass } from '../ui/Button.tsx'
import { CodeBlock, CopyLine } from '../ui/CodeBlock.tsx'
import { Badge, Card } from '../ui/Page.tsx'
import { deliveryAddresses } from './addresses.ts'
import styles from './sources.module.css'

/** Where the images are for everybody else. */
export function AddressesCard({ source }: { source: Source }) {
  const addresses = deliveryAddresses(source.attributes, location.href)
  if (addresses.length === 0) return null
  return (
    <Card title={t.addresses} text={t.addressesText}>
      <ul className={styles.addresses}>
        {addresses.map(({ label, address }) => (
          <li key={address}>
            <CopyLine label={label} text={address} />
          </li>
        ))}
      </ul>
    </Card>
  )
}

export function UploadsCard({ source }: { source: Source }) {
  const { uploads } = source.attributes
  const isPossible = uploads.way !== 'none'
  return (
    <Card
      title={t.uploads}
      end={
        <Badge tone={uploads.allowed ? 'ok' : 'plain'}>
          {uploads.allowed ? t.ready : isPossible ? t.notSetUp : t.notSupported}
        </Badge>
      }
    >
      <div className={styles.side}>
        <p className="small t2">
          {(uploads.reason && lib.said(uploads.reason)) ??
            (uploads.way === 'direct' ? t.goDirect : t.goThrough)}
        </p>
        {isPossible && (
          <Link
            className={buttonClass({ size: 'small' })}
            to={`/settings/sources/${source.id}/upload`}
          >
            {t.openSetup}
          </Link>
        )}
      </div>
    </Card>
  )
}

/** Where the storage tells of new files, or why it cannot. */
export function EventsCard({ source, canList }: { source: Source; canList: boolean }) {
  const { events_url, deployment } = source.attributes
  if (!canList) return <Card title={t.notifications} text={t.noNotifications.unlisted} />
  if (deployment.type === 'local') {
    return <Card title={t.notifications} text={t.noNotifications.local} />
  }
  if (!events_url) return null
  return (
    <Card title={t.notifications} text={t.notificationsText}>
      <CodeBlock title={t.address} text={events_url} />
    </Card>
  )
}
