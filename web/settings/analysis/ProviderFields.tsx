import type { AnalysisSettings } from '../../../contract/analysis.ts'
import { t } from '../../texts/analysis.ts'
import { LinkButton } from '../../ui/Button.tsx'
import { FieldPairs, FormField, SecretField, TextField } from '../../ui/FormField.tsx'
import { PROVIDER_FIELDS, type ProviderField, type ProviderKey } from './provider-form.ts'
import type { useProviderForm } from './use-provider-form.ts'

interface ProviderFieldsProps {
  provider: ProviderKey
  settings: AnalysisSettings
  form: ReturnType<typeof useProviderForm>
}

export function ProviderFields({ provider, settings, form }: ProviderFieldsProps) {
  const known = settings.providers[provider]
  const hasKey = 'api_key_set' in known && known.api_key_set
  return (
    <FieldPairs>
      {PROVIDER_FIELDS[provider].map((field) => (
        <Field key={field.name} {...{ field, form, hasKey }} />
      ))}
    </FieldPairs>
  )
}

type FieldProps = Pick<ProviderFieldsProps, 'form'> & { field: ProviderField; hasKey: boolean }

function Field({ field: { name, label = name, kind }, form, hasKey }: FieldProps) {
  const common = {
    name,
    label: t.fields[label],
    hint: name in t.hints ? t.hints[name as keyof typeof t.hints] : undefined,
    error: form.errors[name],
    value: form.values[name] ?? '',
    onChange: (event: { target: { value: string } }) => form.set(name, event.target.value),
  }
  if (kind === 'words') return <TextField {...common} />
  if (kind === 'secret') {
    const isGoing = form.values[name] === null
    const placeholder = isGoing ? t.secretGoes : hasKey ? t.secretStored : ''
    return (
      <SecretField
        {...common}
        placeholder={placeholder}
        hint={
          hasKey ? (
            <LinkButton onClick={() => form.set(name, isGoing ? '' : null)}>
              {isGoing ? t.keepKey : t.removeKey}
            </LinkButton>
          ) : (
            t.secret
          )
        }
      />
    )
  }
  return (
    <FormField
      {...common}
      className={kind === 'url' || kind === 'text' ? 'mono' : 'num'}
      inputMode={kind === 'url' ? 'url' : kind === 'text' ? undefined : 'decimal'}
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
    />
  )
}
