import { defineTexts } from './define-texts.ts'
import { texts } from './en/detail.ts'

export const t = defineTexts(texts, {
  de: () => import('./de/detail.ts'),
  ja: () => import('./ja/detail.ts'),
})
