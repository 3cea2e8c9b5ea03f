import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { SourceTypeAttributes } from '../../contract/resources.ts'
import type { Source } from '../lib/sources.ts'
import { t } from '../texts/sources.ts'
import { useToast } from '../ui/Toast.tsx'
import { askedOf } from './member-words.ts'
import { changeSource } from './source-calls.ts'
import {
  DELIVERY_MEMBERS,
  type Delivery,
  findMissing,
  isStored,
  type Members,
  readDelivery,
  readFieldErrors,
  readMembers,
  writeChange,
  writeMembers,
} from './source-form.ts'
import { useFieldErrors } from './use-field-errors.ts'

/** What somebody changes of a source, kept until it is saved. */
export function useSourceForm(source: Source, type: SourceTypeAttributes) {
  const client = useQueryClient()
  const toast = useToast()
  const { attributes } = source
  const { form, errors, show, forget } = useFieldErrors()
  const before = {
    delivery: readDelivery(attributes),
    members: readMembers(type, attributes.deployment),
  }
  const [delivery, setDelivery] = useState(before.delivery)
  const [members, setMembers] = useState(before.members)
  const change = writeChange({ delivery, members }, before)
  const asked = askedOf(type.deployment_members)
  const names = [...DELIVERY_MEMBERS, ...asked.map(({ name }) => name)]
  const showFailure = (failure: Error) => show(readFieldErrors(failure, names, 'deployment'))
  const findAbsent = () =>
    findMissing(asked, members, (member) => isStored(attributes.deployment, member))
  const saving = useMutation({
    mutationFn: (changed: Record<string, unknown>) => changeSource(client, source.id, changed),
    onSuccess: (saved) => {
      setDelivery(readDelivery(saved.attributes))
      setMembers(readMembers(type, saved.attributes.deployment))
      toast({ text: t.saved })
    },
    onError: showFailure,
  })
  return {
    form,
    errors,
    delivery,
    members,
    saving,
    /** What is said of no field. */
    failure:
      saving.error && !readFieldErrors(saving.error, names, 'deployment') ? saving.error : null,
    showFailure,
    isChanged: change !== null,
    setDelivery: (value: Delivery, member: string) => {
      setDelivery(value)
      forget(member)
    },
    setMembers: (values: Members, member: string) => {
      setMembers(values)
      forget(member)
    },
    save: () => {
      if (change && !show(findAbsent())) saving.mutate(change)
    },
    readTested: () =>
      show(findAbsent())
        ? null
        : { source_id: source.id, deployment: writeMembers(members, before.members) },
  }
}
