import { defineTexts } from './define-texts.ts'
import { texts } from './en/bulk.ts'

export const t = defineTexts(texts, {
  de: () => import('./de/bulk.ts'),
  ja: () => import('./ja/bulk.ts'),
})
