import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { SourceTypeAttributes } from '../../contract/resources.ts'
import { isolate } from '../lib/format.ts'
import type { SourceType } from '../lib/source-types.ts'
import { t } from '../texts/sources.ts'
import { useToast } from '../ui/Toast.tsx'
import { askedOf } from './member-words.ts'
import { createSource } from './source-calls.ts'
import {
  findMissing,
  type Members,
  readFieldErrors,
  suggestSubdomain,
  writeMembers,
} from './source-form.ts'
import { useFieldErrors } from './use-field-errors.ts'

/** What is typed into the form of a new source, and what becomes of it. */
export function useNewSource(types: SourceType[]) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const toast = useToast()
  const { form, errors, show, forget } = useFieldErrors()
  const [typeId, setTypeId] = useState(types[0]?.id ?? '')
  const [name, setName] = useState('')
  const [subdomain, setSubdomain] = useState<string | null>(null)
  const [members, setMembers] = useState<Members>({})
  // Of what is typed now; another letter, and nobody knows.
  const [hasFailed, setFailed] = useState(false)
  const type = types.find(({ id }) => id === typeId)?.attributes ?? types[0]?.attributes
  const host = subdomain ?? suggestSubdomain(name)
  const asked = askedOf(type?.deployment_members)
  const fields = [...ownFields(), ...asked]
  const names = fields.map((each) => each.name)
  const showFailure = (failure: Error) => show(readFieldErrors(failure, names))
  const readDeployment = () => ({
    type: type?.type,
    ...(type?.storage_provider && { storage_provider: type.storage_provider }),
    imgix_subdomains: [host || 'new-source'],
    ...(type && pickMembers(type, members)),
  })
  const creation = useMutation({
    mutationFn: () => createSource(client, { name: name.trim(), deployment: readDeployment() }),
    onSuccess: ({ id }) => {
      toast({ text: t.added(isolate(name.trim())) })
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
    /** What is said of no field. */
    failure: creation.error && !readFieldErrors(creation.error, names) ? creation.error : null,
    /** The connection was tried, and does not work. */
    hasFailed,
    setFailed,
    showFailure,
    setTypeId: (id: string) => {
      setTypeId(id)
      setFailed(false)
      show(null)
      creation.reset()
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
      setFailed(false)
      forget(changed)
    },
    showMissing: () => show(findMissing(fields, { ...members, name, imgix_subdomains: host })),
    readTested: () => (show(findMissing(asked, members)) ? null : { deployment: readDeployment() }),
  }
}

function ownFields() {
  return [
    { name: 'name', label: t.name, required: true },
    { name: 'imgix_subdomains', label: t.subdomain, required: true },
  ]
}

/** Of what was typed, only what this type asks for. */
function pickMembers({ deployment_members }: SourceTypeAttributes, members: Members) {
  const wanted = deployment_members.map(({ name, choices }) => [
    name,
    members[name] ?? choices?.[0]?.value ?? '',
  ])
  return writeMembers(Object.fromEntries(wanted))
}
