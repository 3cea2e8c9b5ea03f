import { SHORTCUTS, type ShortcutName } from '../ui/shortcuts.ts'

/** Where keys work, in the order of the sheet. */
export const SHORTCUT_PLACES = [
  'library',
  'asset',
  'detail',
  'compare',
  'motion',
  'duplicates',
  'edit',
] as const

export type ShortcutPlace = (typeof SHORTCUT_PLACES)[number]

/** Where each key works that does not work everywhere. */
const PLACES: Record<ShortcutName, ShortcutPlace | null> = {
  search: 'library',
  palette: null,
  filters: 'library',
  goToSource: null,
  goToFolder: null,
  sheet: null,
  move: 'library',
  moveToEnd: 'library',
  extend: 'library',
  select: 'library',
  selectAll: 'library',
  close: 'asset',
  open: 'library',
  preview: 'library',
  previous: 'detail',
  next: 'detail',
  zoomIn: 'detail',
  zoomOut: 'detail',
  fit: 'detail',
  pan: 'compare',
  moveGroup: 'duplicates',
  chooseCopy: 'duplicates',
  useCopy: 'duplicates',
  hide: 'asset',
  play: 'motion',
  editTags: 'asset',
  addCategory: 'asset',
  addField: 'asset',
  editDescription: 'asset',
  copyUrl: 'asset',
  editDelivery: 'detail',
  refresh: 'asset',
  undo: 'edit',
  infoPanel: 'library',
  sideBar: 'library',
  larger: 'library',
  smaller: 'library',
  layout: 'library',
  upload: 'library',
  uploads: 'library',
}

/** The keys of a place, in the order of the table. */
export function listOfPlace(place: ShortcutPlace): ShortcutName[] {
  return (Object.keys(SHORTCUTS) as ShortcutName[]).filter((name) => PLACES[name] === place)
}
