import { type RefObject, useMemo, useRef, useState } from 'react'
import { useShortcut } from '../ui/keys.ts'
import type { SectionId } from './filter-sections.ts'

/** Whether the filter panel is open, and at which section; what it has set is in the address. */
export interface Filters {
  isOpen: boolean
  /** The section that was asked for last; a new object each time. */
  wanted: { section: SectionId } | null
  open: (section?: SectionId) => void
  close: () => void
  toggle: () => void
  /** The button that opens it and gets the focus back. */
  button: RefObject<HTMLButtonElement | null>
  /** The question for the name of a new saved search is open. */
  isSaving: boolean
  setSaving: (isSaving: boolean) => void
  save: () => void
}

export function useFilters(isActive: boolean): Filters {
  const [isOpen, setOpen] = useState(false)
  const [wanted, setWanted] = useState<Filters['wanted']>(null)
  const [isSaving, setSaving] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const filters = useMemo(() => {
    const open = (section?: SectionId) => {
      setWanted(section ? { section } : null)
      setOpen(true)
    }
    const close = () => {
      setOpen(false)
      button.current?.focus()
    }
    const toggle = isOpen ? close : () => open()
    const save = () => setSaving(true)
    return { isOpen, wanted, open, close, toggle, button, isSaving, setSaving, save }
  }, [isOpen, wanted, isSaving])
  useShortcut('filters', filters.toggle, isActive)
  return filters
}
