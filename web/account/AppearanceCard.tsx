import { Monitor, Moon, Sun } from 'lucide-react'
import type { ReactNode } from 'react'
import { formatDateTime, formatNumber } from '../lib/format.ts'
import { usePixelating } from '../lib/hidden-assets.ts'
import { useSingleKeys } from '../lib/single-keys.ts'
import { type Theme, useTheme } from '../lib/theme.ts'
import { chooseLanguage, LANGUAGES, type Language, readLanguageChoice } from '../texts/language.ts'
import { t } from '../texts/profile.ts'
import { joinClasses } from '../ui/classes.ts'
import { Switch, selectClass } from '../ui/FormField.tsx'
import { Card } from '../ui/Page.tsx'
import { Segmented } from '../ui/Segmented.tsx'
import styles from './Account.module.css'

/** A day and a number by which the look of others can be told. */
const SAMPLE_SECONDS = Date.UTC(2026, 10, 4, 9, 12) / 1000
const SAMPLE_NUMBER = 48_213

const THEME_ICONS = { system: Monitor, light: Sun, dark: Moon }

/** How the app looks and speaks in this browser. */
export function AppearanceCard() {
  const [theme, setTheme] = useTheme()
  const [areSingleKeysOn, setSingleKeys] = useSingleKeys()
  const [isPixelating, setPixelating] = usePixelating()
  return (
    <Card title={t.appearance}>
      <Choice name={t.theme} text={t.themeText}>
        <Segmented<Theme>
          label={t.theme}
          value={theme}
          showsWords
          choices={(['system', 'light', 'dark'] as const).map((value) => ({
            value,
            label: t.themes[value],
            icon: THEME_ICONS[value],
          }))}
          onChange={setTheme}
        />
      </Choice>
      <Choice
        name={t.language}
        text={t.languageText(formatNumber(SAMPLE_NUMBER), formatDateTime(SAMPLE_SECONDS))}
      >
        <LanguageSelect />
      </Choice>
      <Choice name={t.singleKeys} text={t.singleKeysText}>
        <Switch
          label={t.singleKeys}
          checked={areSingleKeysOn}
          onChange={(event) => setSingleKeys(event.target.checked)}
        />
      </Choice>
      <Choice name={t.pixelate} text={t.pixelateText}>
        <Switch
          label={t.pixelate}
          checked={isPixelating}
          onChange={(event) => setPixelating(event.target.checked)}
        />
      </Choice>
    </Card>
  )
}

/** The page is loaded again in the other language. */
function LanguageSelect() {
  const names = Object.entries(LANGUAGES) as [Language, string][]
  return (
    <select
      className={joinClasses(selectClass, styles.language)}
      aria-label={t.language}
      value={readLanguageChoice()}
      onChange={({ target: { value } }) =>
        chooseLanguage(names.find(([language]) => language === value)?.[0] ?? 'system')
      }
    >
      <option value="system">{t.system}</option>
      {names.map(([language, name]) => (
        <option key={language} value={language} lang={language}>
          {name}
        </option>
      ))}
    </select>
  )
}

interface ChoiceProps {
  name: ReactNode
  text: ReactNode
  children: ReactNode
}

/** One thing with a word on it, and how to change it at its end. */
export function Choice({ name, text, children }: ChoiceProps) {
  return (
    <div className={styles.choice}>
      <div>
        <b>{name}</b>
        <p>{text}</p>
      </div>
      {children}
    </div>
  )
}
