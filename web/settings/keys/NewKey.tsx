import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { Permission } from '../../../contract/resources.ts'
import { describeFailure } from '../../lib/failure-text.ts'
import { type FieldErrors, refusedField, useFirstWrongField } from '../../lib/refused-field.ts'
import { t } from '../../texts/people.ts'
import { Banner } from '../../ui/Banner.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { FormField } from '../../ui/FormField.tsx'
import { PermissionChoices } from '../PermissionChoices.tsx'
import { createApiKey } from './keys.ts'

interface NewKeyProps {
  /** What whoever makes the key may do: nobody can give more. */
  permissions: readonly Permission[]
  onMade(made: { name: string; key: string }): void
  onClose(): void
}

/** A key begins with as little as is of use. */
export function NewKey({ permissions, onMade, onClose }: NewKeyProps) {
  const client = useQueryClient()
  const form = useRef<HTMLFormElement>(null)
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<Permission[]>(
    permissions.includes('asset_browse') ? ['asset_browse'] : [],
  )
  const [missing, setMissing] = useState<FieldErrors>({})
  const creation = useMutation({
    mutationFn: () => createApiKey(client, { name: name.trim(), permissions: chosen }),
    onSuccess: (made) => {
      onMade(made)
      onClose()
    },
  })
  const refused = refusedField(creation.error, ['name', 'permissions'])
  const errors = { ...refused, ...missing }
  useFirstWrongField(form, errors)
  const submit = () => {
    const wrong = {
      ...(name.trim() === '' ? { name: t.keyNameMissing } : {}),
      ...(chosen.length === 0 ? { permissions: t.choiceNeeded } : {}),
    }
    setMissing(wrong)
    if (Object.keys(wrong).length === 0) creation.mutate()
  }
  return (
    <FormDialog
      title={t.newKeyTitle}
      action={t.createKey}
      isBusy={creation.isPending}
      form={form}
      onSubmit={submit}
      onClose={onClose}
    >
      {creation.error && Object.keys(refused).length === 0 && (
        <Banner tone="danger" title={t.nothingChanged}>
          {describeFailure(creation.error).text}
        </Banner>
      )}
      <FormField
        label={t.keyName}
        hint={t.keyNameHint}
        error={errors.name}
        name="name"
        autoComplete="off"
        maxLength={200}
        data-autofocus
        value={name}
        onChange={(event) => {
          setName(event.target.value)
          setMissing({})
        }}
      />
      <PermissionChoices
        chosen={chosen}
        offered={permissions}
        error={errors.permissions}
        onChange={(next) => {
          setChosen(next)
          setMissing({})
        }}
      />
    </FormDialog>
  )
}
