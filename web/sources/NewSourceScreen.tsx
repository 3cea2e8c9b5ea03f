import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import type { SourceTypeAttributes } from '../../contract/resources.ts'
import { describeFailure } from '../lib/failure-text.ts'
import { formatLimit } from '../lib/format.ts'
import { type SourceType, sourceTypesQuery } from '../lib/source-types.ts'
import { describePlace } from '../lib/sources.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button, buttonClass } from '../ui/Button.tsx'
import { FieldPairs, FormField } from '../ui/FormField.tsx'
import { KindTile } from '../ui/KindTile.tsx'
import { LoadFailure } from '../ui/LoadFailure.tsx'
import { Page } from '../ui/Page.tsx'
import { ConnectionTester } from './ConnectionTester.tsx'
import { MemberFields } from './MemberFields.tsx'
import { createSource } from './source-calls.ts'
import { type Members, readMemberError, suggestSubdomain, writeMembers } from './source-form.ts'
import styles from './sources.module.css'

/** Connects Vitrine to where originals are. */
export function NewSourceScreen() {
  const types = useQuery(sourceTypesQuery)
  useEffect(() => {
    document.title = 'Add a source – Vitrine'
  }, [])
  if (types.isPending) return <p className="vh">Loading</p>
  if (types.isError) {
    return <LoadFailure {...describeFailure(types.error)} onRetry={() => types.refetch()} />
  }
  return (
    <Page
      title="Add a source"
      text="Pick where the originals are. Read and list rights are enough to start."
      crumbs={[{ label: 'Sources', to: '/settings/sources' }]}
      width="narrow"
    >
      <NewSourceForm types={types.data} />
    </Page>
  )
}

function NewSourceForm({ types }: { types: SourceType[] }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [typeId, setTypeId] = useState(types[0]?.id ?? '')
  const [name, setName] = useState('')
  const [subdomain, setSubdomain] = useState<string | null>(null)
  const [members, setMembers] = useState<Members>({})
  const type = types.find(({ id }) => id === typeId)?.attributes ?? types[0]?.attributes
  const host = subdomain ?? suggestSubdomain(name)
  const readDeployment = () => ({
    type: type?.type,
    ...(type?.storage_provider && { storage_provider: type.storage_provider }),
    imgix_subdomains: [host || 'new-source'],
    ...(type && pickMembers(type, members)),
  })
  const creation = useMutation({
    mutationFn: () => createSource(client, { name: name.trim(), deployment: readDeployment() }),
    onSuccess: ({ id }) => navigate(`/settings/sources/${id}`),
  })
  if (!type) return null
  const memberError = readMemberError(creation.error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    creation.mutate()
  }
  return (
    <form className={styles.sections} onSubmit={submit}>
      <section>
        <h2 className={styles.heading}>Type</h2>
        <TypeChooser types={types} value={typeId} onChange={setTypeId} />
      </section>
      <section>
        <h2 className={styles.heading}>Name and address</h2>
        <FieldPairs>
          <FormField
            label="Name"
            hint="Shown to editors."
            required
            autoComplete="off"
            value={name}
            error={memberError?.member === 'name' ? memberError.text : undefined}
            onChange={(event) => setName(event.target.value)}
          />
          <FormField
            label="Subdomain"
            hint="The first part of the host that delivers its images."
            required
            autoComplete="off"
            spellCheck={false}
            className="mono"
            value={host}
            error={memberError?.member === 'imgix_subdomains' ? memberError.text : undefined}
            onChange={(event) => setSubdomain(event.target.value)}
          />
        </FieldPairs>
      </section>
      {type.deployment_members.length > 0 && (
        <section>
          <h2 className={styles.heading}>{type.name}</h2>
          <MemberFields
            members={type.deployment_members}
            values={members}
            onChange={setMembers}
            error={memberError}
          />
        </section>
      )}
      <section className={styles.stack}>
        {creation.error && (
          <Banner tone="danger" {...titled(creation.error)}>
            {describeFailure(creation.error).text}
          </Banner>
        )}
        <ConnectionTester
          key={typeId}
          part="reading"
          read={() => ({ deployment: readDeployment() })}
        >
          <Button
            type="submit"
            variant="primary"
            busy={creation.isPending}
            disabled={creation.isPending}
          >
            Add source
          </Button>
          <Link className={buttonClass({ variant: 'quiet' })} to="/settings/sources">
            Cancel
          </Link>
        </ConnectionTester>
      </section>
    </form>
  )
}

function titled(failure: Error): { title: string } {
  return { title: `The source was not added. ${describeFailure(failure).title}` }
}

/** Of what was typed, only what this type asks for. */
function pickMembers({ deployment_members }: SourceTypeAttributes, members: Members) {
  const wanted = deployment_members.map(({ name, choices }) => [
    name,
    members[name] ?? choices?.[0]?.value ?? '',
  ])
  return writeMembers(Object.fromEntries(wanted))
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
      <legend className="vh">Type</legend>
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
            <b>{attributes.name}</b>
            <small>{describeUploads(attributes)}</small>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

function describeUploads({ uploads, max_upload_bytes }: SourceTypeAttributes): string {
  if (uploads === 'none') return 'Read only'
  const words = uploads === 'direct' ? 'Direct uploads' : 'Uploads'
  return max_upload_bytes === null ? words : `${words}, ${formatLimit(max_upload_bytes)}`
}
