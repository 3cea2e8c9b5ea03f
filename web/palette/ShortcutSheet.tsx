import { X } from 'lucide-react'
import { type ReactNode, useState } from 'react'
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
import { listOfPlace, SHORTCUT_PLACES } from './shortcut-places.ts'

const GROUPS: readonly ShortcutGroup[] = ['find', 'select', 'look', 'edit', 'view', 'upload']

/** All keys there are: first those that work on the screen below, then the rest by where it works. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const [here] = useState(() => listShortcuts().map(({ name }) => name))
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
          <Section
            key={group}
            title={t.shortcutGroups[group]}
            names={here.filter((name) => shortcutOf(name).group === group)}
            areOn={areOn}
          >
            {group === 'upload' && here.includes('upload') && (
              <div>
                <dt>{t.dropFiles}</dt>
                <dd>{t.anywhere}</dd>
              </div>
            )}
          </Section>
        ))}
        <h2 className={styles.elsewhere}>{t.elsewhere}</h2>
        {SHORTCUT_PLACES.map((place) => (
          <Section
            key={place}
            title={t.shortcutPlaces[place]}
            names={listOfPlace(place).filter((name) => !here.includes(name))}
            areOn={areOn}
          />
        ))}
      </div>
    </Dialog>
  )
}

interface SectionProps {
  title: string
  names: readonly ShortcutName[]
  areOn: boolean
  children?: ReactNode
}

function Section({ title, names, areOn, children }: SectionProps) {
  if (names.length === 0) return null
  return (
    <section>
      <h3>{title}</h3>
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
        {children}
      </dl>
    </section>
  )
}
