import { defineTexts } from './define-texts.ts'
import { texts } from './en/jobs.ts'

export const t = defineTexts(texts, {
  de: () => import('./de/jobs.ts'),
  ja: () => import('./ja/jobs.ts'),
})
