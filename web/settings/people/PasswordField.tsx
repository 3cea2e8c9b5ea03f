import { RefreshCw } from 'lucide-react'
import { makePassword } from '../../lib/passwords.ts'
import { t } from '../../texts/people.ts'
import { FieldButton, FormField } from '../../ui/FormField.tsx'

interface PasswordFieldProps {
  value: string
  error: string | undefined
  onChange(password: string): void
}

/** A password to hand over: made up, in plain sight, or typed. */
export function PasswordField({ value, error, onChange }: PasswordFieldProps) {
  return (
    <FormField
      label={t.password}
      hint={t.passwordHint}
      error={error}
      name="password"
      className="mono"
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      maxLength={256}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      after={
        <FieldButton
          aria-label={t.makeAnother}
          title={t.makeAnother}
          onClick={() => onChange(makePassword())}
        >
          <RefreshCw size={14} aria-hidden />
        </FieldButton>
      }
    />
  )
}
