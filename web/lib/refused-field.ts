import { type RefObject, useEffect } from 'react'
import { ApiFailure } from './api.ts'

/** What is wrong with fields, by the member of the resource that each is. */
export type FieldErrors = Readonly<Record<string, string | undefined>>

/** The field that a refusal is about, with the server's words; empty when it is about none of these. */
export function refusedField(failure: Error | null, members: readonly string[]): FieldErrors {
  if (!(failure instanceof ApiFailure)) return {}
  const member = failure.pointer?.split('/')[3]
  if (member === undefined || !members.includes(member)) return {}
  // The server begins with the member's name, which stands above the field already.
  return { [member]: failure.message.replace(/^[\w.]+: /, '') }
}

/** Leads to the first wrong field of a form each time its errors are other ones. */
export function useFirstWrongField(form: RefObject<HTMLElement | null>, errors: FieldErrors): void {
  const names = Object.keys(errors).join(' ')
  useEffect(() => {
    if (names) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [form, names])
}
