import { Check, type LucideIcon } from 'lucide-react'
import {
  createContext,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useContext,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react'
import styles from './Menu.module.css'
import { usePopup } from './use-popup.ts'

const CloseMenu = createContext<() => void>(() => {})

interface MenuProps {
  /** The button's name when its content does not say it. */
  label?: string
  button: ReactNode
  buttonClass?: string
  /** Aligns the ends instead of the beginnings. */
  alignEnd?: boolean
  /** Above the button instead of below, where there is room. */
  up?: boolean
  children: ReactNode
}

/** A button that opens a menu: arrows, Home, End and first letters move, Esc and Tab close. */
export function Menu({ label, button, buttonClass, children, ...place }: MenuProps) {
  const [isOpen, setOpen] = useState(false)
  const wrap = useRef<HTMLDivElement>(null)
  const trigger = useRef<HTMLButtonElement>(null)
  const id = useId()
  useOutsideClose(wrap, isOpen, () => setOpen(false))
  const close = () => {
    setOpen(false)
    trigger.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (!isOpen) {
      if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
      event.preventDefault()
      setOpen(true)
    } else if (event.key === 'Escape') {
      event.stopPropagation()
      close()
    } else if (event.key === 'Tab') setOpen(false)
    else moveFocus(event)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the button and the menu inside
    <div className={styles.wrap} ref={wrap} onKeyDown={onKeyDown}>
      <button
        type="button"
        ref={trigger}
        className={buttonClass}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        {button}
      </button>
      {isOpen && (
        <CloseMenu value={close}>
          <MenuList id={id} trigger={trigger} {...place}>
            {children}
          </MenuList>
        </CloseMenu>
      )}
    </div>
  )
}

interface MenuListProps extends Pick<MenuProps, 'alignEnd' | 'up' | 'children'> {
  id: string
  trigger: RefObject<HTMLElement | null>
}

function MenuList({ id, trigger, children, ...place }: MenuListProps) {
  const list = useRef<HTMLDivElement>(null)
  usePopup(list, { ...place, anchor: () => trigger.current?.getBoundingClientRect() })
  useEffect(() => menuItems(list.current)[0]?.focus(), [])
  return (
    <div ref={list} id={id} role="menu" popover="manual" className={styles.menu}>
      {children}
    </div>
  )
}

function useOutsideClose(
  wrap: { readonly current: HTMLElement | null },
  isOpen: boolean,
  close: () => void,
) {
  useEffect(() => {
    if (!isOpen) return
    const onPointerDown = (event: PointerEvent) => {
      if (event.target instanceof Node && !wrap.current?.contains(event.target)) close()
    }
    document.addEventListener('pointerdown', onPointerDown)
    return () => document.removeEventListener('pointerdown', onPointerDown)
  })
}

function menuItems(root: Element | null): HTMLElement[] {
  return [...(root?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])]
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const items = menuItems(event.currentTarget)
  const at = items.indexOf(document.activeElement as HTMLElement)
  const moves: Record<string, number> = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  }
  const letter = event.key.length === 1 ? event.key.toLowerCase() : null
  const rest = [...items.slice(at + 1), ...items.slice(0, at + 1)]
  const target =
    letter && letter !== ' '
      ? rest.find((item) => item.textContent?.trim().toLowerCase().startsWith(letter))
      : items[moves[event.key] ?? -1]
  if (!target) return
  event.preventDefault()
  target.focus()
}

interface ItemProps {
  /** Set: one of several choices. */
  checked?: boolean
  onSelect: () => void
  children: ReactNode
}

export function MenuItem({ checked, onSelect, children }: ItemProps) {
  const close = useContext(CloseMenu)
  const select = () => {
    close()
    onSelect()
  }
  const isChoice = checked !== undefined
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: checked only with the role of a choice
    <button
      type="button"
      role={isChoice ? 'menuitemradio' : 'menuitem'}
      aria-checked={checked}
      tabIndex={-1}
      className={styles.item}
      onClick={select}
    >
      {isChoice && (
        <span className={styles.tick}>{checked && <Check size={16} aria-hidden />}</span>
      )}
      {children}
    </button>
  )
}

interface ChoicesProps<Value extends string> {
  label: string
  value: Value
  choices: readonly { value: Value; label: string; icon: LucideIcon }[]
  onChange: (value: Value) => void
}

/** A few choices side by side; the menu stays open, so that their effect can be seen. */
export function MenuChoices<Value extends string>({ label, ...props }: ChoicesProps<Value>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a menu may hold a group, not a fieldset
    <div role="group" aria-label={label} className={styles.choices}>
      {props.choices.map(({ value, label: name, icon: Icon }) => (
        <button
          key={value}
          type="button"
          role="menuitemradio"
          aria-checked={value === props.value}
          aria-label={name}
          title={name}
          tabIndex={-1}
          onClick={() => props.onChange(value)}
        >
          <Icon size={14} strokeWidth={1.75} aria-hidden />
        </button>
      ))}
    </div>
  )
}

export function MenuHeading({ children }: { children: ReactNode }) {
  return (
    <div role="presentation" className={styles.heading}>
      {children}
    </div>
  )
}

export function MenuLine() {
  return <hr className={styles.line} />
}
