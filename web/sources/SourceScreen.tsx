import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Link } from 'react-router'
import type { SourceTypeAttributes } from '../../contract/resources.ts'
import { describeFailure } from '../lib/failure-text.ts'
import { placeOf } from '../lib/source-types.ts'
import { describeSource, type Source } from '../lib/sources.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button, buttonClass } from '../ui/Button.tsx'
import { CodeBlock } from '../ui/CodeBlock.tsx'
import { KindTile } from '../ui/KindTile.tsx'
import { Badge, Card, Page } from '../ui/Page.tsx'
import { useToast } from '../ui/Toast.tsx'
import { ConnectionTester } from './ConnectionTester.tsx'
import { DeliveryCards } from './DeliveryCards.tsx'
import { IndexCard } from './IndexCard.tsx'
import { MemberFields } from './MemberFields.tsx'
import { PauseOrDelete } from './PauseOrDelete.tsx'
import { changeSource } from './source-calls.ts'
import {
  readDelivery,
  readMemberError,
  readMembers,
  writeChange,
  writeMembers,
} from './source-form.ts'
import styles from './sources.module.css'
import { WithSource } from './WithSource.tsx'

/** One source: how it is connected, how it delivers, and how its index stands. */
export function SourceScreen() {
  return (
    <WithSource title="Source">
      {(source, type) => <SourcePage key={source.id} source={source} type={type} />}
    </WithSource>
  )
}

const FORM = 'source'

function SourcePage({ source, type }: { source: Source; type: SourceTypeAttributes }) {
  const { name, deployment } = source.attributes
  const kind = describeSource(source)
  const form = useSourceForm(source, type)
  return (
    <Page
      title={name}
      text={[kind.name, placeOf(deployment)].filter(Boolean).join(', ')}
      crumbs={[{ label: 'Sources', to: '/settings/sources' }]}
      mark={<KindTile {...kind} large />}
      actions={
        <>
          <Link className={buttonClass()} to={`/s/${source.id}`}>
            Open library
          </Link>
          <Button
            type="submit"
            form={FORM}
            variant="primary"
            busy={form.saving.isPending}
            disabled={!form.isChanged || form.saving.isPending}
          >
            Save changes
          </Button>
        </>
      }
    >
      <div className={styles.split}>
        <div>
          <form
            id={FORM}
            onSubmit={(event: FormEvent) => {
              event.preventDefault()
              form.saving.mutate()
            }}
          >
            {form.saving.error && <SaveFailure failure={form.saving.error} />}
            {type.deployment_members.length > 0 && (
              <Card
                title="Connection"
                text={type.can_list ? 'Used to read and list.' : 'Used to read.'}
              >
                <div className={styles.stack}>
                  <MemberFields
                    members={type.deployment_members}
                    values={form.members}
                    onChange={form.setMembers}
                    error={form.memberError}
                    stored={(member) => isStored(deployment, member)}
                  />
                  <ConnectionTester
                    part="reading"
                    read={() => ({ source_id: source.id, deployment: form.readConnection() })}
                  />
                </div>
              </Card>
            )}
            <DeliveryCards
              source={source}
              isSigned={type.type === 'webproxy'}
              value={form.delivery}
              onChange={form.setDelivery}
              error={form.memberError}
            />
          </form>
          <PauseOrDelete source={source} />
        </div>
        <aside>
          <IndexCard source={source} canList={type.can_list} />
          <UploadsCard source={source} />
          <EventsCard source={source} canList={type.can_list} />
        </aside>
      </div>
    </Page>
  )
}

function useSourceForm(source: Source, type: SourceTypeAttributes) {
  const client = useQueryClient()
  const toast = useToast()
  const { attributes } = source
  const before = {
    delivery: readDelivery(attributes),
    members: readMembers(type, attributes.deployment),
  }
  const [delivery, setDelivery] = useState(before.delivery)
  const [members, setMembers] = useState(before.members)
  const change = writeChange({ delivery, members }, before)
  const saving = useMutation({
    mutationFn: async () => change && (await changeSource(client, source.id, change)),
    onSuccess: (saved) => {
      if (!saved) return
      setDelivery(readDelivery(saved.attributes))
      setMembers(readMembers(type, saved.attributes.deployment))
      toast({ text: 'Saved. It is in effect at once.' })
    },
  })
  return {
    delivery,
    setDelivery,
    members,
    setMembers,
    saving,
    isChanged: change !== null,
    memberError: readMemberError(saving.error),
    readConnection: () => writeMembers(members, before.members),
  }
}

function SaveFailure({ failure }: { failure: Error }) {
  const { title, text } = describeFailure(failure)
  return (
    <div style={{ marginBottom: 16 }}>
      <Banner tone="danger" title={`Nothing was changed. ${title}`}>
        {text}
      </Banner>
    </div>
  )
}

/** The server tells for each secret whether there is one, as `<name>_set`. */
export function isStored(known: object | null, member: string): boolean {
  return known !== null && (known as Record<string, unknown>)[`${member}_set`] === true
}

function UploadsCard({ source }: { source: Source }) {
  const { uploads } = source.attributes
  const isPossible = uploads.way !== 'none'
  return (
    <Card
      title="Uploads"
      end={
        <Badge tone={uploads.allowed ? 'ok' : 'plain'}>
          {uploads.allowed ? 'Ready' : isPossible ? 'Not set up' : 'Not supported'}
        </Badge>
      }
    >
      <div className={styles.side}>
        <p className="small t2">
          {uploads.reason ??
            (uploads.way === 'direct'
              ? 'Files go straight from the browser to the storage.'
              : 'Files go through Vitrine to the storage.')}
        </p>
        {isPossible && (
          <Link
            className={buttonClass({ size: 'small' })}
            to={`/settings/sources/${source.id}/upload`}
          >
            Open upload setup
          </Link>
        )}
      </div>
    </Card>
  )
}

function EventsCard({ source, canList }: { source: Source; canList: boolean }) {
  const { events_url } = source.attributes
  if (!events_url || !canList || source.attributes.deployment.type === 'local') return null
  return (
    <Card
      title="Notifications"
      text="Let the storage tell of new files here, and they appear within seconds."
    >
      <CodeBlock title="Address" text={events_url} />
    </Card>
  )
}
