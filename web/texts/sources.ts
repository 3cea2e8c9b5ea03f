import { defineTexts } from './define-texts.ts'
import { texts } from './en/sources.ts'

export const t = defineTexts(texts, {
  de: () => import('./de/sources.ts'),
  ja: () => import('./ja/sources.ts'),
})
