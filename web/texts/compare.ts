import { defineTexts } from './define-texts.ts'
import { texts } from './en/compare.ts'

export const t = defineTexts(texts, {
  de: () => import('./de/compare.ts'),
  ja: () => import('./ja/compare.ts'),
})
