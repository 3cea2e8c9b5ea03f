import { Link } from 'react-router'
import type { SourceTypeAttributes } from '../../contract/resources.ts'
import { describeFailure } from '../lib/failure-text.ts'
import { formatDay } from '../lib/format.ts'
import { placeOf } from '../lib/source-types.ts'
import { describeSource, type Source } from '../lib/sources.ts'
import { t } from '../texts/sources.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button, buttonClass } from '../ui/Button.tsx'
import { KindTile } from '../ui/KindTile.tsx'
import { Card, Page } from '../ui/Page.tsx'
import { AddressesCard, EventsCard, UploadsCard } from './AsideCards.tsx'
import { ConnectionTester } from './ConnectionTester.tsx'
import { DeliveryCards } from './DeliveryCards.tsx'
import { IndexCard } from './IndexCard.tsx'
import { MemberFields } from './MemberFields.tsx'
import { PauseOrDelete } from './PauseOrDelete.tsx'
import { PurgeCard } from './PurgeCard.tsx'
import { isStored } from './source-form.ts'
import styles from './sources.module.css'
import { Troubles } from './Troubles.tsx'
import { useSourceForm } from './use-source-form.ts'
import { WithSource } from './WithSource.tsx'

/** One source: how it is connected, how it delivers, and how its index stands. */
export function SourceScreen() {
  return (
    <WithSource title={t.source}>
      {(source, type) => <SourcePage key={source.id} source={source} type={type} />}
    </WithSource>
  )
}

const FORM = 'source'

function SourcePage({ source, type }: { source: Source; type: SourceTypeAttributes }) {
  const { name, deployment } = source.attributes
  const kind = describeSource(source)
  const form = useSourceForm(source, type)
  const { saving, errors } = form
  return (
    <Page
      title={name}
      text={[kind.name, placeOf(deployment)].filter(Boolean).join(', ')}
      crumbs={[{ label: t.sources, to: '/settings/sources' }]}
      mark={<KindTile {...kind} large />}
      stays
      actions={
        <>
          <Link className={buttonClass()} to={`/s/${source.id}`}>
            {t.openLibrary}
          </Link>
          <Button
            type="submit"
            form={FORM}
            variant="primary"
            busy={saving.isPending}
            disabled={!form.isChanged || saving.isPending}
          >
            {saving.isPending ? t.saving : t.saveChanges}
          </Button>
        </>
      }
    >
      <Troubles sources={[source]} />
      {form.failure && <SaveFailure source={source} failure={form.failure} />}
      <div className={styles.split}>
        <div>
          <form
            id={FORM}
            ref={form.form}
            noValidate
            onSubmit={(event) => {
              event.preventDefault()
              form.save()
            }}
          >
            {type.deployment_members.length > 0 && (
              <ConnectionCard source={source} type={type} form={form} />
            )}
            <DeliveryCards
              source={source}
              isSigned={type.type === 'webproxy'}
              value={form.delivery}
              onChange={form.setDelivery}
              errors={errors}
            />
          </form>
          <PurgeCard source={source} />
          <PauseOrDelete source={source} />
        </div>
        <aside>
          <IndexCard source={source} canList={type.can_list} />
          <AddressesCard source={source} />
          <UploadsCard source={source} />
          <EventsCard source={source} canList={type.can_list} />
        </aside>
      </div>
    </Page>
  )
}

interface ConnectionCardProps {
  source: Source
  type: SourceTypeAttributes
  form: ReturnType<typeof useSourceForm>
}

function ConnectionCard({ source, type, form }: ConnectionCardProps) {
  const { deployment } = source.attributes
  const expiry = deployment.azure_sas_expiry
  return (
    <Card title={t.connection} text={type.can_list ? t.readAndList : t.readOnly}>
      <div className={styles.stack}>
        <MemberFields
          members={type.deployment_members}
          values={form.members}
          onChange={form.setMembers}
          errors={form.errors}
          stored={(member) => isStored(deployment, member)}
          hints={expiry ? { azure_sas_string: t.storedEnds(formatDay(expiry)) } : {}}
        />
        <ConnectionTester part="reading" read={form.readTested} onFailed={form.showFailure} />
      </div>
    </Card>
  )
}

/** Uploads write to the same place with a key of their own, which is not asked for on this page. */
const CONCERNS_UPLOADS = '/data/attributes/upload_credentials'

function SaveFailure({ source, failure }: { source: Source; failure: Error }) {
  const isOfUploads = 'pointer' in failure && String(failure.pointer).startsWith(CONCERNS_UPLOADS)
  const { title, text } = isOfUploads
    ? { title: t.keyOfPlace, text: t.keyOfPlaceText }
    : describeFailure(failure)
  return (
    <div className={styles.banner}>
      <Banner
        tone="danger"
        title={t.notChanged(title)}
        actions={
          isOfUploads && (
            <Link
              className={buttonClass({ size: 'small' })}
              to={`/settings/sources/${source.id}/upload`}
            >
              {t.openSetup}
            </Link>
          )
        }
      >
        {text}
      </Banner>
    </div>
  )
}
