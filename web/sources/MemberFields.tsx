import type { ReactNode } from 'react'
import type { SourceTypeMember } from '../../contract/resources.ts'
import { isolate } from '../lib/format.ts'
import { translated } from '../lib/server-words.ts'
import { t } from '../texts/sources.ts'
import { FieldPairs, FormField, SecretField, SelectField } from '../ui/FormField.tsx'
import { labelOf } from './member-words.ts'
import type { FieldErrors, Members } from './source-form.ts'

interface MemberFieldsProps {
  members: readonly SourceTypeMember[]
  values: Members
  /** @param name which of them was changed */
  onChange: (values: Members, name: string) => void
  errors: FieldErrors
  /** Secrets that are stored already, and stay when nothing is typed. */
  stored?: (name: string) => boolean
  /** Member → what is said of it in place of its own hint. */
  hints?: Readonly<Record<string, ReactNode>>
}

/** Where there is but one value, nothing is asked. */
function isChoice({ choices }: SourceTypeMember): boolean {
  return choices?.length !== 1
}

/** Folders that are allowed are named, so that nobody has to guess. */
function describeMember({ hint, folders }: SourceTypeMember): string | undefined {
  if (folders) return t.allowedFolders(folders.map(isolate).join(', '))
  return hint === null ? undefined : translated(hint)
}

/** What a type of source asks for, field by field. */
export function MemberFields({
  members,
  values,
  onChange,
  errors,
  stored = () => false,
  hints = {},
}: MemberFieldsProps) {
  return (
    <FieldPairs>
      {members.filter(isChoice).map((member) => {
        const { name, kind, choices, required } = member
        const isStored = kind === 'secret' && stored(name)
        const common = {
          name,
          label: required ? labelOf(member) : t.optional(labelOf(member)),
          hint: hints[name] ?? describeMember(member),
          error: errors[name],
          required: required && !isStored,
          value: values[name] ?? '',
          onChange: (event: { target: { value: string } }) =>
            onChange({ ...values, [name]: event.target.value }, name),
        }
        if (choices) return <SelectField key={name} {...common} choices={choices} />
        if (kind === 'secret') {
          const placeholder = isStored ? t.storedSecret : undefined
          return <SecretField key={name} {...common} placeholder={placeholder} />
        }
        return (
          <FormField
            key={name}
            {...common}
            className="mono"
            inputMode={kind === 'url' ? 'url' : undefined}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
          />
        )
      })}
    </FieldPairs>
  )
}
