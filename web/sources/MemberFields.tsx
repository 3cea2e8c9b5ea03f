import type { SourceTypeMember } from '../../contract/resources.ts'
import { FieldPairs, FormField, SecretField, SelectField } from '../ui/FormField.tsx'
import type { Members } from './source-form.ts'

interface MemberFieldsProps {
  members: readonly SourceTypeMember[]
  values: Members
  onChange: (values: Members) => void
  /** What the server said is wrong. */
  error: { member: string; text: string } | null
  /** Secrets that are stored already, and stay when nothing is typed. */
  stored?: (name: string) => boolean
}

/** What a type of source asks for, field by field. */
export function MemberFields({
  members,
  values,
  onChange,
  error,
  stored = () => false,
}: MemberFieldsProps) {
  return (
    <FieldPairs>
      {members.map((member) => {
        const { name, kind, choices, required } = member
        const isStored = kind === 'secret' && stored(name)
        const common = {
          name,
          label: required ? member.label : `${member.label} (optional)`,
          hint: member.hint ?? undefined,
          error: error?.member === name ? error.text : undefined,
          required: required && !isStored,
          value: values[name] ?? '',
          onChange: (event: { target: { value: string } }) =>
            onChange({ ...values, [name]: event.target.value }),
        }
        if (choices) return <SelectField key={name} {...common} choices={choices} />
        if (kind === 'secret') {
          const placeholder = isStored ? 'Stored. Type to replace it' : undefined
          return <SecretField key={name} {...common} placeholder={placeholder} />
        }
        return (
          <FormField
            key={name}
            {...common}
            className="mono"
            inputMode={kind === 'url' ? 'url' : undefined}
            autoComplete="off"
            spellCheck={false}
          />
        )
      })}
    </FieldPairs>
  )
}
