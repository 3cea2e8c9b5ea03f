import { defineTexts } from './define-texts.ts'
import { texts } from './en/palette.ts'

export const t = defineTexts(texts, {
  de: () => import('./de/palette.ts'),
  ja: () => import('./ja/palette.ts'),
})
