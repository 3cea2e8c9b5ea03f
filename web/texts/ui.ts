import { defineTexts } from './define-texts.ts'
import { texts } from './en/ui.ts'

/** What buttons, fields and messages say by themselves, whatever they are about. */
export const t = defineTexts(texts, {
  de: () => import('./de/ui.ts'),
  ja: () => import('./ja/ui.ts'),
})
