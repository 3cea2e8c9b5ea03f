import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Languages, LogOut, Monitor, Moon, Plus, Settings, Sun } from 'lucide-react'
import { useNavigate } from 'react-router'
import { describeFailure } from '../lib/failure-text.ts'
import { sessionQuery, signOut } from '../lib/session.ts'
import { useTheme } from '../lib/theme.ts'
import { chooseLanguage, LANGUAGES, readLanguageChoice } from '../texts/language.ts'
import { t } from '../texts/palette.ts'
import { useToast } from '../ui/Toast.tsx'
import type { PaletteItem } from './plan-palette.ts'
import type { Place } from './use-place.ts'

const THEME_ICONS = { system: Monitor, light: Sun, dark: Moon } as const

/** What can be done everywhere. */
export function useAppItems({ sourceId }: Place): PaletteItem[] {
  const client = useQueryClient()
  const navigate = useNavigate()
  const toast = useToast()
  const permissions = useQuery(sessionQuery).data?.permissions ?? []
  const leave = () =>
    signOut(client).then(
      () => navigate('/sign-in'),
      (failure: Error) =>
        toast({ text: t.notSignedOut(describeFailure(failure).text), isError: true }),
    )
  const items: PaletteItem[] = []
  if (permissions.includes('sources')) {
    items.push(
      command('new-source', t.newSource, {
        icon: Plus,
        to: '/settings/sources/new',
        words: t.words.newSource,
      }),
    )
    if (sourceId) {
      const to = `/settings/sources/${encodeURIComponent(sourceId)}`
      items.push(command('source-settings', t.sourceSettings, { icon: Settings, to }))
    }
  }
  return [
    ...items,
    command('sign-out', t.signOut, { icon: LogOut, run: leave, words: t.words.signOut }),
    ...useThemeItems(),
    ...languageItems(),
  ]
}

function command(id: string, label: string, rest: Partial<PaletteItem>): PaletteItem {
  return { id: `command:${id}`, group: 'commands', label, ...rest }
}

function useThemeItems(): PaletteItem[] {
  const [theme, setTheme] = useTheme()
  return (['system', 'light', 'dark'] as const).map((one) =>
    command(`theme-${one}`, t.themes[one], {
      group: 'appearance',
      icon: THEME_ICONS[one],
      words: t.words.theme,
      isChosen: one === theme,
      run: () => setTheme(one),
    }),
  )
}

function languageItems(): PaletteItem[] {
  const chosen = readLanguageChoice()
  const languages = Object.keys(LANGUAGES) as (keyof typeof LANGUAGES)[]
  return (['system', ...languages] as const).map((one) =>
    command(
      `language-${one}`,
      one === 'system' ? t.browserLanguage : t.inLanguage(LANGUAGES[one]),
      {
        group: 'appearance',
        icon: Languages,
        words: t.words.language,
        isChosen: one === chosen,
        run: () => chooseLanguage(one),
      },
    ),
  )
}
