import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
} from 'react'
import { common } from '../texts/common.ts'
import { LinkButton } from './Button.tsx'
import { useShortcut } from './keys.ts'
import styles from './Toast.module.css'

export interface ToastMessage {
  text: string
  /** Offered for ten seconds, and for Ctrl-Z as long. */
  undo?: () => void
  /** Something did not succeed: it is read out at once. */
  isError?: boolean
}

const ShowToast = createContext<(message: ToastMessage) => void>(() => {})

/** Says what the last action did; one message at a time. */
export function useToast(): (message: ToastMessage) => void {
  return useContext(ShowToast)
}

const PLAIN_MS = 6_000
const UNDO_MS = 10_000

export function ToastHost({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<{ message: ToastMessage; id: number } | null>(null)
  const show = useCallback((message: ToastMessage) => {
    setShown((before) => ({ message, id: (before?.id ?? 0) + 1 }))
  }, [])
  const hide = useCallback(() => setShown(null), [])
  const isError = shown?.message.isError ?? false
  const view = shown && <ToastView key={shown.id} message={shown.message} onDone={hide} />
  return (
    <ShowToast value={show}>
      {children}
      <div className={styles.host} role="status">
        {!isError && view}
      </div>
      <div className={styles.host} role="alert">
        {isError && view}
      </div>
    </ShowToast>
  )
}

function ToastView({ message, onDone }: { message: ToastMessage; onDone: () => void }) {
  const [isHeld, setHeld] = useState(false)
  const hold = useMemo(() => ({ on: () => setHeld(true), off: () => setHeld(false) }), [])
  const { text, undo } = message
  useEffect(() => {
    if (isHeld) return
    const timer = setTimeout(onDone, undo ? UNDO_MS : PLAIN_MS)
    return () => clearTimeout(timer)
  }, [isHeld, undo, onDone])
  const takeBack = () => {
    onDone()
    undo?.()
  }
  useShortcut('undo', takeBack, undo !== undefined)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hovering only holds the message
    <div
      className={styles.toast}
      onPointerEnter={hold.on}
      onPointerLeave={hold.off}
      onFocus={hold.on}
      onBlur={hold.off}
    >
      <span>{text}</span>
      {undo && (
        <LinkButton className={styles.action} onClick={takeBack}>
          {common.undo}
        </LinkButton>
      )}
    </div>
  )
}
