import { defineTexts } from './define-texts.ts'
import { texts } from './en/common.ts'

/** Words of many screens: units, times, buttons that are everywhere. */
export const common = defineTexts(texts, {
  de: () => import('./de/common.ts'),
  ja: () => import('./ja/common.ts'),
})
