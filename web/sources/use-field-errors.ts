import { type RefObject, useEffect, useRef, useState } from 'react'
import type { FieldErrors } from './source-form.ts'

interface ShownErrors {
  /** To be given to the form whose fields these are. */
  form: RefObject<HTMLFormElement | null>
  errors: FieldErrors
  /** Shows them, and moves the focus to the first. @returns whether there is one */
  show: (errors: FieldErrors | null) => boolean
  /** Somebody has begun to change what was wrong. */
  forget: (...members: string[]) => void
}

/** What is wrong with the fields of a form, until they are changed. */
export function useFieldErrors(): ShownErrors {
  const form = useRef<HTMLFormElement>(null)
  const [{ errors, turn }, setShown] = useState<{ errors: FieldErrors; turn: number }>({
    errors: {},
    turn: 0,
  })
  useEffect(() => {
    if (turn > 0) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus()
  }, [turn])
  return {
    form,
    errors,
    show: (found) => {
      const isAny = found !== null && Object.keys(found).length > 0
      setShown((shown) => ({ errors: found ?? {}, turn: shown.turn + (isAny ? 1 : 0) }))
      return isAny
    },
    forget: (...members) =>
      setShown((shown) => ({
        ...shown,
        errors: Object.fromEntries(
          Object.entries(shown.errors).filter(([member]) => !members.includes(member)),
        ),
      })),
  }
}
