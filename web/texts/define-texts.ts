import { type Language, language } from './language.ts'

type Loaders<Texts> = Record<Exclude<Language, 'en'>, () => Promise<{ texts: Texts }>>

/** The texts of areas that have been asked for and are not there yet. */
const waiting = new Set<() => Promise<void>>()

/**
 * The texts of one area of the web app. English is there at once and says what has to be translated; another language
 * is there after `loadTexts`. So texts are read when something is drawn, never kept in a constant of a module.
 */
export function defineTexts<Texts extends object>(english: Texts, others: Loaders<Texts>): Texts {
  const texts = { ...english }
  if (language !== 'en') {
    const load = others[language]
    waiting.add(async () => {
      Object.assign(texts, (await load()).texts)
    })
  }
  return texts
}

/**
 * Loads what the modules imported so far have to say in the chosen language. A file that cannot be loaded leaves its
 * area in English: the screen works, and a reload asks again.
 */
export async function loadTexts(): Promise<void> {
  const loads = [...waiting]
  waiting.clear()
  await Promise.allSettled(loads.map((load) => load()))
}
