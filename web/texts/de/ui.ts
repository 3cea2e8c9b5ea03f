import type { UiTexts } from '../en/ui.ts'

export const texts: UiTexts = {
  stopped: 'Diese Seite ist stehen geblieben',
  stoppedText:
    'Was gespeichert war, liegt auf dem Server; was nur eingetippt war, ist verloren. Vielleicht wurde der Server inzwischen aktualisiert.',
  loadAgain: 'Neu laden',
  copyDetails: 'Einzelheiten kopieren',
  detailsNotCopied: 'Nicht kopiert: Einzelheiten unten markieren und kopieren',
  details: 'Einzelheiten',
  notFound: 'Diese Seite gibt es nicht',
  notFoundText: (address) =>
    `Unter ${address} ist nichts. Die Adresse ist vielleicht abgeschnitten oder aus einer anderen Version.`,
  toLibrary: 'Zur Bibliothek',
  partWaits: 'Der Server antwortet nicht. Das Geöffnete erscheint, sobald er wieder da ist.',
  partNotLoaded:
    'Das ließ sich nicht laden. Der Server ist nicht erreichbar oder wurde aktualisiert.',
  commandPalette: 'Befehle',
  keyboardShortcuts: 'Tastenkürzel',
  breadcrumb: 'Pfad',
  copy: 'Kopieren',
  notCopied: 'Nicht kopiert: markieren und kopieren',
  copyText: (text) => `${text} kopieren`,
  remove: (word) => `${word} entfernen`,
  add: (word) => `„${word}“ hinzufügen`,
  quoted: (word) => `„${word}“`,
  show: (label) => `${label} zeigen`,
  hide: (label) => `${label} verbergen`,
  labelled: (label, aside) => `${label}, ${aside}`,
  pageTitle: (page) => `${page} – Vitrine`,
  keys: {
    Mod: 'Strg',
    Shift: 'Umschalt',
    Escape: 'Esc',
    Enter: 'Enter',
    Space: 'Leertaste',
    Home: 'Pos 1',
    End: 'Ende',
    Delete: 'Entf',
    followedBy: 'dann',
  },
}
