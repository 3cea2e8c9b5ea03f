import { defineTexts } from './define-texts.ts'
import { texts } from './en/people.ts'

/** Users, roles and API keys. */
export const t = defineTexts(texts, {
  de: () => import('./de/people.ts'),
  ja: () => import('./ja/people.ts'),
})
