import { defineTexts } from './define-texts.ts'
import { texts } from './en/delivery.ts'

export const t = defineTexts(texts, {
  de: () => import('./de/delivery.ts'),
  ja: () => import('./ja/delivery.ts'),
})
