import { type ReactNode, useRef } from 'react'
import { Button } from '../ui/Button.tsx'
import { type Offered, readChosen } from './offered-files.ts'

interface FileChooserProps {
  /** What the hidden field is called. */
  label: string
  folder?: boolean
  variant?: 'plain' | 'primary' | 'quiet'
  size?: 'small' | 'normal'
  /** Takes the focus when the dialog opens. */
  isFirst?: boolean
  onChosen: (files: Offered[]) => void
  children: ReactNode
}

/** A button that opens the browser's dialog for files, or for a whole folder. */
export function FileChooser({
  label,
  folder = false,
  variant = 'plain',
  size = 'normal',
  isFirst = false,
  onChosen,
  children,
}: FileChooserProps) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button
        variant={variant}
        size={size}
        data-autofocus={isFirst || undefined}
        onClick={() => input.current?.click()}
      >
        {children}
      </Button>
      <input
        ref={(element) => {
          input.current = element
          if (element) element.webkitdirectory = folder
        }}
        type="file"
        multiple
        hidden
        aria-label={label}
        onChange={(event) => {
          onChosen(readChosen(event.target.files))
          // The same files may be chosen again.
          event.target.value = ''
        }}
      />
    </>
  )
}
