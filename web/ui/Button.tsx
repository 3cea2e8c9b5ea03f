import type { ComponentProps } from 'react'
import styles from './Button.module.css'
import { joinClasses } from './classes.ts'
import { isMac } from './keys.ts'
import { ariaKeys, type ShortcutName } from './shortcuts.ts'

interface Look {
  variant?: 'plain' | 'primary' | 'quiet'
  size?: 'small' | 'normal' | 'large'
}

/** The classes of a button, for links that look like one. */
export function buttonClass({ variant = 'plain', size = 'normal' }: Look = {}): string {
  return joinClasses(styles.button, styles[variant], styles[size])
}

export function Button({
  variant,
  size,
  busy = false,
  className,
  ...rest
}: ComponentProps<'button'> & Look & { busy?: boolean }) {
  return (
    <button
      type="button"
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

export function LinkButton({ className, ...rest }: ComponentProps<'button'>) {
  return <button type="button" {...rest} className={joinClasses(styles.link, className)} />
}
