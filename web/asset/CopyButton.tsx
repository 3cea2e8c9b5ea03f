import { Copy } from 'lucide-react'
import { IconButton } from '../ui/Button.tsx'
import styles from './CopyButton.module.css'
import { useCopy } from './use-copy.ts'

/** Copies one value; seen while the pointer or the focus is in the line that it belongs to. */
export function CopyButton({ label, value }: { label: string; value: string }) {
  const copy = useCopy()
  return (
    <IconButton small className={styles.copy} label={label} onClick={() => copy(value)}>
      <Copy size={12} aria-hidden />
    </IconButton>
  )
}

/** Of the line around it. */
export const copyLine = styles.line
