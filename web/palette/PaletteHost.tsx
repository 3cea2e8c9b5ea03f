import { type ComponentType, type ReactNode, Suspense, useEffect, useMemo, useState } from 'react'
import { type PaletteDoor, PaletteDoorContext, type PaletteScope } from '../lib/commands.ts'
import { onPartTrouble } from '../lib/lazy-part.tsx'
import { t } from '../texts/ui.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { ErrorBoundary } from '../ui/ErrorBoundary.tsx'
import { useShortcut } from '../ui/keys.ts'
import { useToast } from '../ui/Toast.tsx'
import { Tooltips } from '../ui/Tooltips.tsx'
import styles from './PaletteHost.module.css'

interface PaletteHostProps {
  /** Both come when they are asked for. */
  Palette: ComponentType<{ scope: PaletteScope | null; typed: string; onClose: () => void }>
  Sheet: ComponentType<{ onClose: () => void }>
  children: ReactNode
}

type Open = { what: 'palette'; scope: PaletteScope | null } | { what: 'sheet' } | null

/** The command palette and the sheet of shortcuts, above every screen. */
export function PaletteHost({ Palette, Sheet, children }: PaletteHostProps) {
  const [open, setOpen] = useState<Open>(null)
  // What is typed before the palette has come.
  const [typed, setTyped] = useState('')
  const toast = useToast()
  const door = useMemo(
    (): PaletteDoor => ({
      openPalette: (scope) => setOpen({ what: 'palette', scope: scope ?? null }),
      openSheet: () => setOpen({ what: 'sheet' }),
    }),
    [],
  )
  const close = () => {
    setOpen(null)
    setTyped('')
  }
  useShortcut('palette', () => door.openPalette())
  useShortcut('goToSource', () => door.openPalette('sources'))
  useShortcut('goToFolder', () => door.openPalette('folders'))
  useShortcut('sheet', door.openSheet)
  const fail = (text: string) => {
    close()
    toast({ text, isError: true })
  }
  useEffect(() =>
    onPartTrouble((trouble) => {
      if (trouble === 'waits') toast({ text: t.partWaits, isError: true })
      else fail(t.partNotLoaded)
    }),
  )
  return (
    <PaletteDoorContext value={door}>
      {children}
      <Tooltips />
      {open && (
        <ErrorBoundary onError={() => fail(t.partNotLoaded)}>
          <Suspense
            fallback={
              open.what === 'palette' && (
                <Dialog label={t.commandPalette} className={styles.palette} onClose={close}>
                  <div className={styles.head}>
                    <input
                      data-autofocus
                      aria-label={t.commandPalette}
                      value={typed}
                      onChange={(event) => setTyped(event.target.value)}
                    />
                  </div>
                </Dialog>
              )
            }
          >
            {open.what === 'sheet' ? (
              <Sheet onClose={close} />
            ) : (
              <Palette scope={open.scope} typed={typed} onClose={close} />
            )}
          </Suspense>
        </ErrorBoundary>
      )}
    </PaletteDoorContext>
  )
}
