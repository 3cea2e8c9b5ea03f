import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { SourceTypeAttributes } from '../../contract/resources.ts'
import { describeFailure } from '../lib/failure-text.ts'
import { formatDay } from '../lib/format.ts'
import type { Source } from '../lib/sources.ts'
import { t } from '../texts/sources.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'
import { Card } from '../ui/Page.tsx'
import { useToast } from '../ui/Toast.tsx'
import { MemberFields } from './MemberFields.tsx'
import { askedOf } from './member-words.ts'
import { changeSource } from './source-calls.ts'
import {
  findMissing,
  isStored,
  type Members,
  readFieldErrors,
  writeMembers,
} from './source-form.ts'
import styles from './sources.module.css'
import { useFieldErrors } from './use-field-errors.ts'

/** The key that writes. */
export function CredentialsForm({ source, type }: { source: Source; type: SourceTypeAttributes }) {
  const client = useQueryClient()
  const toast = useToast()
  const { credentials } = source.attributes.uploads
  const known = (credentials ?? {}) as Record<string, unknown> // asked by the names the server gave
  const before = Object.fromEntries(
    type.upload_members.map(({ name }) => [
      name,
      typeof known[name] === 'string' ? known[name] : '',
    ]),
  )
  const { form, errors, show, forget } = useFieldErrors()
  const [members, setMembers] = useState<Members>({})
  const names = type.upload_members.map(({ name }) => name)
  const readErrors = (failure: Error) => readFieldErrors(failure, names, 'upload_credentials')
  const saving = useMutation({
    mutationFn: (upload_credentials: Record<string, unknown> | null) =>
      changeSource(client, source.id, { upload_credentials }),
    onError: (failure) => show(readErrors(failure)),
    onSuccess: (_saved, sent) => {
      setMembers({})
      toast({ text: sent ? t.keySaved : t.keyRemoved })
    },
  })
  const change = writeMembers(members, before)
  const values = { ...before, ...members }
  const isThere = (member: string) => isStored(credentials, member)
  const expiry = credentials?.azure_sas_expiry
  return (
    <Card>
      <form
        ref={form}
        className={styles.stack}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!show(findMissing(askedOf(type.upload_members), values, isThere)))
            saving.mutate(change)
        }}
      >
        {saving.error && !readErrors(saving.error) && (
          <Banner tone="danger" title={t.notSaved}>
            {describeFailure(saving.error).text}
          </Banner>
        )}
        <MemberFields
          members={type.upload_members}
          values={values}
          onChange={(typed, member) => {
            setMembers(typed)
            forget(member)
          }}
          errors={errors}
          stored={isThere}
          hints={expiry ? { azure_sas_string: t.storedEnds(formatDay(expiry)) } : {}}
        />
        <div className={styles.row}>
          <Button
            type="submit"
            variant="primary"
            busy={saving.isPending}
            disabled={saving.isPending || Object.keys(change).length === 0}
          >
            {saving.isPending ? t.savingAndTesting : t.saveKey}
          </Button>
          {credentials && (
            <Button variant="quiet" disabled={saving.isPending} onClick={() => saving.mutate(null)}>
              {t.remove}
            </Button>
          )}
        </div>
      </form>
    </Card>
  )
}
