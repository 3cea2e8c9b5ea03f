import { defineTexts } from './define-texts.ts'
import { texts } from './en/profile.ts'

/** The account of whoever is signed in, and the first screen they see. */
export const t = defineTexts(texts, {
  de: () => import('./de/profile.ts'),
  ja: () => import('./ja/profile.ts'),
})
