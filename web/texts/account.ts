import { defineTexts } from './define-texts.ts'
import { texts } from './en/account.ts'

export const t = defineTexts(texts, {
  de: () => import('./de/account.ts'),
  ja: () => import('./ja/account.ts'),
})
