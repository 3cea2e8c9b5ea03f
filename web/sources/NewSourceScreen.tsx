import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { SourceTypeAttributes } from '../../contract/resources.ts'
import { describeFailure } from '../lib/failure-text.ts'
import { formatLimit } from '../lib/format.ts'
import { type SourceType, sourceTypesQuery } from '../lib/source-types.ts'
import { describePlace } from '../lib/sources.ts'
import { common } from '../texts/common.ts'
import { t } from '../texts/sources.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button, buttonClass } from '../ui/Button.tsx'
import { FieldPairs, FormField } from '../ui/FormField.tsx'
import { KindTile } from '../ui/KindTile.tsx'
import { Page } from '../ui/Page.tsx'
import { PageFailure, PageLoading } from '../ui/PageStates.tsx'
import { pathAddress } from './addresses.ts'
import { ConnectionTester } from './ConnectionTester.tsx'
import { MemberFields } from './MemberFields.tsx'
import styles from './sources.module.css'
import { useNewSource } from './use-new-source.ts'

/** Connects Vitrine to where originals are. */
export function NewSourceScreen() {
  const types = useQuery(sourceTypesQuery)
  if (types.data) {
    return (
      <Page
        title={t.addTitle}
        text={t.addText}
        crumbs={[{ label: t.sources, to: '/settings/sources' }]}
        width="narrow"
      >
        <NewSourceForm types={types.data} />
      </Page>
    )
  }
  if (!types.error) return <PageLoading title={t.addTitle} />
  return (
    <PageFailure
      page={t.addTitle}
      {...describeFailure(types.error)}
      onRetry={() => types.refetch()}
    />
  )
}

function NewSourceForm({ types }: { types: SourceType[] }) {
  const fields = useNewSource(types)
  const { type, typeId, name, host, members, errors, creation } = fields
  if (!type) return null
  return (
    <form
      ref={fields.form}
      className={styles.sections}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!fields.showMissing()) creation.mutate()
      }}
    >
      <section>
        <h2 className={styles.heading}>{t.type}</h2>
        <TypeChooser types={types} value={typeId} onChange={fields.setTypeId} />
      </section>
      <section>
        <h2 className={styles.heading}>{t.nameAndAddress}</h2>
        <FieldPairs>
          <FormField
            label={t.name}
            hint={t.nameHint}
            required
            autoComplete="off"
            dir="auto"
            maxLength={200}
            value={name}
            error={errors.name}
            onChange={(event) => fields.setName(event.target.value)}
          />
          <FormField
            label={t.subdomain}
            hint={host ? t.imagesAt(pathAddress(host, location.href)) : t.subdomainHint}
            required
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            className="mono"
            value={host}
            error={errors.imgix_subdomains}
            onChange={(event) => fields.setSubdomain(event.target.value)}
          />
        </FieldPairs>
      </section>
      {type.deployment_members.length > 0 && (
        <section>
          <h2 className={styles.heading}>{describePlace(type).name}</h2>
          <MemberFields
            members={type.deployment_members}
            values={members}
            onChange={fields.setMembers}
            errors={errors}
          />
        </section>
      )}
      <section className={styles.stack}>
        {fields.failure && (
          <Banner tone="danger" {...titled(fields.failure)}>
            {describeFailure(fields.failure).text}
          </Banner>
        )}
        {fields.hasFailed && (
          <Banner tone="warn" title={t.testFailed}>
            {t.testFailedText}
          </Banner>
        )}
        <ConnectionTester
          key={typeId}
          part="reading"
          read={fields.readTested}
          onTested={({ reading }) =>
            fields.setFailed(reading.some(({ state }) => state === 'failed'))
          }
          onFailed={(failure) => {
            fields.setFailed(true)
            return fields.showFailure(failure)
          }}
        >
          <Button
            type="submit"
            variant="primary"
            busy={creation.isPending}
            disabled={creation.isPending}
          >
            {creation.isPending ? t.adding : fields.hasFailed ? t.addAnyway : t.addSource}
          </Button>
          <Link className={buttonClass({ variant: 'quiet' })} to="/settings/sources">
            {common.cancel}
          </Link>
        </ConnectionTester>
      </section>
    </form>
  )
}

function titled(failure: Error): { title: string } {
  return { title: t.notAdded(describeFailure(failure).title) }
}

function TypeChooser({
  types,
  value,
  onChange,
}: {
  types: SourceType[]
  value: string
  onChange: (id: string) => void
}) {
  return (
    <fieldset className={styles.types}>
      <legend className="vh">{t.type}</legend>
      {types.map(({ id, attributes }) => (
        <label key={id} className={styles.type}>
          <input
            type="radio"
            name="type"
            value={id}
            checked={id === value}
            onChange={() => onChange(id)}
          />
          <KindTile {...describePlace(attributes)} large />
          <span>
            <b>{describePlace(attributes).name}</b>
            <small>{describeType(attributes)}</small>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

/** In a few words, what sets a type apart. */
function describeType(about: SourceTypeAttributes): string {
  const { type, storage_provider, uploads, max_upload_bytes } = about
  if (storage_provider === 'Other') return t.types.other
  if (type === 'webfolder') return t.types.webfolder
  if (type === 'webproxy') return t.types.webproxy
  if (type === 'local') return t.types.local
  const words = uploads === 'direct' ? t.types.direct : t.types.through
  return max_upload_bytes === null ? words : t.upTo(words, formatLimit(max_upload_bytes))
}
