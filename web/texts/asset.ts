import { defineTexts } from './define-texts.ts'
import { texts } from './en/asset.ts'

export const t = defineTexts(texts, {
  de: () => import('./de/asset.ts'),
  ja: () => import('./ja/asset.ts'),
})
