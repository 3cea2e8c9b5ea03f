import { X } from 'lucide-react'
import { useState } from 'react'
import { useSingleKeys } from '../lib/single-keys.ts'
import { common } from '../texts/common.ts'
import { t } from '../texts/palette.ts'
import { IconButton } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Switch } from '../ui/FormField.tsx'
import { ShortcutKeys } from '../ui/Keys.tsx'
import { listShortcuts } from '../ui/keys.ts'
import { isSingleKey, type ShortcutGroup, type ShortcutName, shortcutOf } from '../ui/shortcuts.ts'
import styles from './ShortcutSheet.module.css'

const GROUPS: readonly ShortcutGroup[] = ['find', 'select', 'look', 'edit', 'view', 'upload']
/** So few are not all that there are. */
const FEW = 8

/** All keys that work on the screen below, and the switch for those of one character. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const [names] = useState(() => listShortcuts().map(({ name }) => name))
  const [areOn, setOn] = useSingleKeys()
  return (
    <Dialog label={t.sheet} wide className={styles.sheet} onClose={onClose}>
      <div className={styles.head}>
        <h2>{t.sheet}</h2>
        <span className={styles.switch}>
          {t.singleKeys}
          <Switch
            label={t.singleKeys}
            checked={areOn}
            onChange={(event) => setOn(event.target.checked)}
          />
        </span>
        <IconButton small label={common.close} data-autofocus onClick={onClose}>
          <X size={16} aria-hidden />
        </IconButton>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keys */}
      <div className={styles.body} tabIndex={0}>
        {GROUPS.map((group) => (
          <Section key={group} {...{ group, areOn }} names={namesOf(names, group)} />
        ))}
        {names.length < FEW && <p className="t2">{t.nowhere}</p>}
      </div>
    </Dialog>
  )
}

function namesOf(names: readonly ShortcutName[], group: ShortcutGroup): ShortcutName[] {
  return names.filter((name) => shortcutOf(name).group === group)
}

interface SectionProps {
  group: ShortcutGroup
  names: readonly ShortcutName[]
  areOn: boolean
}

function Section({ group, names, areOn }: SectionProps) {
  if (names.length === 0) return null
  return (
    <section>
      <h3>{t.shortcutGroups[group]}</h3>
      <dl>
        {names.map((name) => {
          const isOff = !areOn && isSingleKey(shortcutOf(name).keys[0])
          return (
            <div key={name} className={isOff ? styles.off : undefined}>
              <dt>{t.shortcuts[name]}</dt>
              <dd>{isOff ? t.off : <ShortcutKeys name={name} />}</dd>
            </div>
          )
        })}
        {group === 'upload' && names.includes('upload') && (
          <div>
            <dt>{t.dropFiles}</dt>
            <dd>{t.anywhere}</dd>
          </div>
        )}
      </dl>
    </section>
  )
}
