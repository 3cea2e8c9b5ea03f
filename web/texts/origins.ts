import { defineTexts } from './define-texts.ts'
import { texts } from './en/origins.ts'

export const t = defineTexts(texts, {
  de: () => import('./de/origins.ts'),
  ja: () => import('./ja/origins.ts'),
})
