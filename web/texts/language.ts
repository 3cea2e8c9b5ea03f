/** The languages that the web app speaks, by their own names. */
export const LANGUAGES = { en: 'English', de: 'Deutsch', ja: '日本語' } as const

export type Language = keyof typeof LANGUAGES

/** A plain text, beside that of the theme. */
const KEY = 'vitrine-language'

/** What was chosen in this browser; `system` follows the browser's own languages. */
export function readLanguageChoice(): Language | 'system' {
  try {
    const stored = localStorage.getItem(KEY)
    return isLanguage(stored) ? stored : 'system'
  } catch {
    return 'system'
  }
}

/** Everything on the screen is drawn anew in the chosen language: the page is loaded again. */
export function chooseLanguage(choice: Language | 'system'): void {
  try {
    if (choice === 'system') localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, choice)
  } catch {
    // Where storage is forbidden there is nothing to remember, and the browser's language stays.
  }
  location.reload()
}

function isLanguage(value: unknown): value is Language {
  return typeof value === 'string' && Object.hasOwn(LANGUAGES, value)
}

/**
 * The language to speak and the locale for dates and numbers: of the chosen language in the region that the browser
 * prefers, else of the first of the browser's languages that we speak, else English.
 */
export function pickLanguage(
  choice: Language | 'system',
  preferred: readonly string[],
): { language: Language; locale: string } {
  const speaks = (tag: string, language: Language) => tag.toLowerCase().split('-')[0] === language
  const known = preferred.flatMap((tag) =>
    (Object.keys(LANGUAGES) as Language[])
      .filter((language) => speaks(tag, language))
      .map((language) => ({ language, locale: tag })),
  )
  const wanted = choice === 'system' ? known[0] : known.find((one) => one.language === choice)
  if (wanted) return wanted
  const language = choice === 'system' ? 'en' : choice
  return { language, locale: language === 'en' ? 'en-GB' : language }
}

/** Outside of a browser, in tests, nobody prefers anything. */
const preferred = typeof document === 'undefined' ? [] : navigator.languages

export const { language, locale } = pickLanguage(readLanguageChoice(), preferred)
