import { locale } from './language.ts'

const RULES = new Intl.PluralRules(locale)
const NUMBER = new Intl.NumberFormat(locale)

/** 48,213, as the reader's locale writes it. */
export function formatted(value: number): string {
  return NUMBER.format(value)
}

/** The form that a number takes: `plural(1, 'asset', 'assets')` is "asset". */
export function plural(count: number, one: string, other: string): string {
  return RULES.select(count) === 'one' ? one : other
}

/** "1 asset", "48,213 assets" */
export function counted(count: number, one: string, other: string): string {
  return `${formatted(count)} ${plural(count, one, other)}`
}

const ALL = new Intl.ListFormat(locale)
const ANY = new Intl.ListFormat(locale, { type: 'disjunction' })

/** "name, tags and categories" */
export function allOf(words: readonly string[]): string {
  return ALL.format(words)
}

/** "Image or Video" */
export function anyOf(words: readonly string[]): string {
  return ANY.format(words)
}
