import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { describe, test } from 'node:test'
import { LANGUAGES, pickLanguage } from './language.ts'

type Texts = Record<string, unknown>

const here = import.meta.dirname
const areas = readdirSync(`${here}/en`)

/** Every text of an area by its name; functions with numbers or letters in place of what they are given. */
function flatten(texts: Texts, above = ''): [name: string, text: string][] {
  return Object.entries(texts).flatMap(([key, value]): [string, string][] => {
    const name = `${above}${key}`
    if (typeof value === 'function') return [[name, String(value(...SAMPLES))]]
    if (typeof value === 'object' && value !== null) return flatten(value as Texts, `${name}.`)
    return [[name, String(value)]]
  })
}

/** Enough for the text with the most places; numbers, which every place takes. */
const SAMPLES = [11, 12, 13, 14, 15, 16]

async function load(language: string, area: string): Promise<Texts> {
  return (await import(`./${language}/${area}`)).texts
}

/** The places of a text that something is put into. */
function placesOf(text: string): string[] {
  return [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort()
}

for (const language of Object.keys(LANGUAGES).filter((one) => one !== 'en')) {
  describe(language, () => {
    for (const area of areas) {
      test(`${area} says all that the English says`, async () => {
        const english = flatten(await load('en', area))
        const translated = new Map(flatten(await load(language, area)))
        assert.deepEqual(
          [...translated.keys()],
          english.map(([name]) => name),
        )
        for (const [name, text] of english) {
          const other = translated.get(name) ?? ''
          assert.equal(other.trim() === '', text.trim() === '', `${name} is empty`)
          assert.deepEqual(placesOf(other), placesOf(text), `the places of ${name}`)
        }
      })
    }
  })
}

const picks: [choice: keyof typeof LANGUAGES | 'system', preferred: string[], wanted: string][] = [
  ['system', ['de-AT', 'en-US'], 'de de-AT'],
  ['system', ['fr-FR', 'ja', 'en'], 'ja ja'],
  ['system', ['fr-FR'], 'en en-GB'],
  ['en', ['de-DE', 'en-US'], 'en en-US'],
  ['ja', ['de-DE'], 'ja ja'],
]
for (const [choice, preferred, wanted] of picks) {
  test(`${choice} of ${preferred.join(', ')} is ${wanted}`, () => {
    const { language, locale } = pickLanguage(choice, preferred)
    assert.equal(`${language} ${locale}`, wanted)
  })
}
