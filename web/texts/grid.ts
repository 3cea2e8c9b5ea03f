import { defineTexts } from './define-texts.ts'
import { texts } from './en/grid.ts'

export const t = defineTexts(texts, {
  de: () => import('./de/grid.ts'),
  ja: () => import('./ja/grid.ts'),
})
