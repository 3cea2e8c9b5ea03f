import type { CommonTexts } from '../en/common.ts'
import { counted } from '../plural.ts'

export const texts: CommonTexts = {
  cancel: 'Abbrechen',
  close: 'Schließen',
  save: 'Speichern',
  undo: 'Rückgängig',
  retry: 'Erneut versuchen',
  copied: 'Kopiert',
  loading: 'Wird geladen',
  assets: (count) => counted(count, 'Asset', 'Assets'),
  files: (count) => counted(count, 'Datei', 'Dateien'),
  bytes: (count) => counted(count, 'Byte', 'Byte'),
  about: (total) => `etwa ${total}`,
  justNow: 'gerade eben',
  lessThanAMinuteLeft: 'noch weniger als eine Minute',
  minutesLeft: (minutes) => `noch etwa ${minutes} min`,
  hoursLeft: (hours) => `noch etwa ${hours} h`,
}
