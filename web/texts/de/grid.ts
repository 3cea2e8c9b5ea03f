import type { GridTexts } from '../en/grid.ts'
import { formatted } from '../plural.ts'

export const texts: GridTexts = {
  assetsIn: (source) => `Assets in ${source}`,
  loadingAssets: 'Assets werden geladen',
  years: 'Jahre',
  loadingTile: 'Wird geladen, noch nicht da',
  hidden: (label) => `${label}, verborgen`,
  unread: (label) => `${label}, nicht lesbar`,
  pending: (label) => `${label}, noch nicht gelesen`,
  couldNotBeRead: 'Nicht lesbar',
  notReadYet: 'Noch nicht gelesen',
  previewFailed: 'Vorschau fehlgeschlagen',
  previewKeys: { close: 'schließen', move: 'blättern', open: 'öffnen' },
  newAssets: (count) => `${formatted(count)} neue anzeigen`,
  restFailed: 'Der Rest wurde nicht geladen',
  filmstrip: 'Filmstreifen',
  rangeTooLong: (most, total) =>
    `Ein Bereich umfasst höchstens ${formatted(most)} Assets. Strg-A wählt alle ${total} aus.`,
  rangeFailed: 'Die Assets dazwischen wurden nicht geladen. Nichts wurde ausgewählt.',
}
