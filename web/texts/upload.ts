import { defineTexts } from './define-texts.ts'
import { texts } from './en/upload.ts'

export const t = defineTexts(texts, {
  de: () => import('./de/upload.ts'),
  ja: () => import('./ja/upload.ts'),
})
