import { defineTexts } from './define-texts.ts'
import { texts } from './en/lib.ts'

/** Words for assets, analysis, failures and sources, wherever they are shown. */
export const t = defineTexts(texts, {
  de: () => import('./de/lib.ts'),
  ja: () => import('./ja/lib.ts'),
})
