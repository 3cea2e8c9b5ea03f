import type { ComponentProps } from 'react'
import styles from './Button.module.css'
import { joinClasses } from './classes.ts'
import { isMac, usePressedBy } from './keys.ts'
import { ariaKeys, type ShortcutName } from './shortcuts.ts'

interface Look {
  variant?: 'plain' | 'primary' | 'danger' | 'quiet'
  size?: 'small' | 'normal' | 'large'
}

/** The classes of a button, for links that look like one. */
export function buttonClass({ variant = 'plain', size = 'normal' }: Look = {}): string {
  return joinClasses(styles.button, styles[variant], styles[size])
}

interface Pressed {
  /** The shortcut that presses it, too, wherever the focus is. */
  pressedBy?: ShortcutName | undefined
}

export function Button({
  variant,
  size,
  busy = false,
  pressedBy,
  className,
  ...rest
}: ComponentProps<'button'> & Look & Pressed & { busy?: boolean }) {
  const button = usePressedBy(pressedBy)
  return (
    <button
      type="button"
      {...(pressedBy && { ref: button, 'aria-keyshortcuts': ariaKeys(pressedBy, isMac) })}
      {...rest}
      aria-busy={busy || undefined}
      className={joinClasses(buttonClass({ variant, size }), busy && styles.spin, className)}
    />
  )
}

/** The class of a button of one icon, for links that look like one. */
export const iconClass = styles.icon

/** A button of one icon; `label` is its name and its tooltip, which shows the key that does the same, too. */
export function IconButton({
  label,
  small = false,
  shortcut,
  className,
  ...rest
}: ComponentProps<'button'> & { label: string; small?: boolean; shortcut?: ShortcutName }) {
  return (
    <button
      type="button"
      data-tip={rest.title ? undefined : label}
      data-keys={shortcut}
      aria-keyshortcuts={(shortcut && ariaKeys(shortcut, isMac)) || undefined}
      {...rest}
      aria-label={label}
      className={joinClasses(styles.icon, small && styles.iconSmall, className)}
    />
  )
}

export function LinkButton({ pressedBy, className, ...rest }: ComponentProps<'button'> & Pressed) {
  const button = usePressedBy(pressedBy)
  return (
    <button
      type="button"
      {...(pressedBy && { ref: button, 'aria-keyshortcuts': ariaKeys(pressedBy, isMac) })}
      {...rest}
      className={joinClasses(styles.link, className)}
    />
  )
}
