import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import type { SourceTypeAttributes } from '../../contract/resources.ts'
import { describeFailure } from '../lib/failure-text.ts'
import { formatLimit, isolate } from '../lib/format.ts'
import { type SourceType, sourceTypesQuery } from '../lib/source-types.ts'
import { describePlace } from '../lib/sources.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button, buttonClass } from '../ui/Button.tsx'
import { FieldPairs, FormField } from '../ui/FormField.tsx'
import { KindTile } from '../ui/KindTile.tsx'
import { Page } from '../ui/Page.tsx'
import { PageFailure, PageLoading } from '../ui/PageStates.tsx'
import { useToast } from '../ui/Toast.tsx'
import { pathAddress } from './addresses.ts'
import { ConnectionTester } from './ConnectionTester.tsx'
import { MemberFields } from './MemberFields.tsx'
import { createSource } from './source-calls.ts'
import {
  findMissing,
  type Members,
  readFieldErrors,
  suggestSubdomain,
  writeMembers,
} from './source-form.ts'
import styles from './sources.module.css'
import { useFieldErrors } from './use-field-errors.ts'

const TITLE = 'Add a source'

/** Connects Vitrine to where originals are. */
export function NewSourceScreen() {
  const types = useQuery(sourceTypesQuery)
  useEffect(() => {
    document.title = `${TITLE} – Vitrine`
  }, [])
  if (types.data) {
    return (
      <Page
        title={TITLE}
        text="Pick where the originals are. Read and list rights are enough to start."
        crumbs={[{ label: 'Sources', to: '/settings/sources' }]}
        width="narrow"
      >
        <NewSourceForm types={types.data} />
      </Page>
    )
  }
  if (!types.error) return <PageLoading title={TITLE} />
  return (
    <PageFailure page={TITLE} {...describeFailure(types.error)} onRetry={() => types.refetch()} />
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
        <h2 className={styles.heading}>Type</h2>
        <TypeChooser types={types} value={typeId} onChange={fields.setTypeId} />
      </section>
      <section>
        <h2 className={styles.heading}>Name and address</h2>
        <FieldPairs>
          <FormField
            label="Name"
            hint="Shown to editors."
            required
            autoComplete="off"
            dir="auto"
            maxLength={200}
            value={name}
            error={errors.name}
            onChange={(event) => fields.setName(event.target.value)}
          />
          <FormField
            label="Subdomain"
            hint={
              host
                ? `Images will be at ${pathAddress(host, location.href)}`
                : 'Part of the address of images.'
            }
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
        {creation.error && Object.keys(errors).length === 0 && (
          <Banner tone="danger" {...titled(creation.error)}>
            {describeFailure(creation.error).text}
          </Banner>
        )}
        <ConnectionTester
          key={typeId}
          part="reading"
          read={fields.readTested}
          onFailed={fields.showFailure}
        >
          <Button
            type="submit"
            variant="primary"
            busy={creation.isPending}
            disabled={creation.isPending}
          >
            {creation.isPending ? 'Adding' : 'Add source'}
          </Button>
          <Link className={buttonClass({ variant: 'quiet' })} to="/settings/sources">
            Cancel
          </Link>
        </ConnectionTester>
      </section>
    </form>
  )
}

/** What is typed into the form of a new source, and what becomes of it. */
function useNewSource(types: SourceType[]) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const toast = useToast()
  const { form, errors, show, forget } = useFieldErrors()
  const [typeId, setTypeId] = useState(types[0]?.id ?? '')
  const [name, setName] = useState('')
  const [subdomain, setSubdomain] = useState<string | null>(null)
  const [members, setMembers] = useState<Members>({})
  const type = types.find(({ id }) => id === typeId)?.attributes ?? types[0]?.attributes
  const host = subdomain ?? suggestSubdomain(name)
  const asked = type?.deployment_members ?? []
  const showFailure = (failure: Error) =>
    show(readFieldErrors(failure, ['name', 'imgix_subdomains', ...asked.map((each) => each.name)]))
  const readDeployment = () => ({
    type: type?.type,
    ...(type?.storage_provider && { storage_provider: type.storage_provider }),
    imgix_subdomains: [host || 'new-source'],
    ...(type && pickMembers(type, members)),
  })
  const creation = useMutation({
    mutationFn: () => createSource(client, { name: name.trim(), deployment: readDeployment() }),
    onSuccess: ({ id }) => {
      toast({ text: `${isolate(name.trim())} was added.` })
      return navigate(`/settings/sources/${id}`)
    },
    onError: showFailure,
  })
  return {
    form,
    errors,
    type,
    typeId,
    name,
    host,
    members,
    creation,
    showFailure,
    setTypeId: (id: string) => {
      setTypeId(id)
      show(null)
    },
    setName: (text: string) => {
      setName(text)
      forget('name', ...(subdomain === null ? ['imgix_subdomains'] : []))
    },
    setSubdomain: (text: string) => {
      setSubdomain(text)
      forget('imgix_subdomains')
    },
    setMembers: (values: Members, changed: string) => {
      setMembers(values)
      forget(changed)
    },
    showMissing: () =>
      show(findMissing([...NAMES, ...asked], { ...members, name, imgix_subdomains: host })),
    readTested: () => (show(findMissing(asked, members)) ? null : { deployment: readDeployment() }),
  }
}

const NAMES = [
  { name: 'name', label: 'Name', required: true },
  { name: 'imgix_subdomains', label: 'Subdomain', required: true },
]

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
  if (storage_provider === 'Other') return 'Any other endpoint'
  if (type === 'webfolder') return 'Any web server, read only'
  if (type === 'webproxy') return 'Any public address, signed'
  if (type === 'local') return 'A folder of this server'
  const words = uploads === 'direct' ? 'Direct uploads' : 'Uploads'
  return max_upload_bytes === null ? words : `${words}, ${formatLimit(max_upload_bytes)}`
}
