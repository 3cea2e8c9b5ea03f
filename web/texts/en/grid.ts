import { formatted } from '../plural.ts'

export const texts = {
  assetsIn: (source: string) => `Assets in ${source}`,
  loadingAssets: 'Loading assets',
  years: 'Years',
  loadingTile: 'Loading, not here yet',
  hidden: (label: string) => `${label}, hidden`,
  unread: (label: string) => `${label}, could not be read`,
  pending: (label: string) => `${label}, not read yet`,
  couldNotBeRead: 'Could not be read',
  notReadYet: 'Not read yet',
  previewFailed: 'Preview failed',
  previewKeys: { close: 'close', move: 'move', open: 'open' },
  newAssets: (count: number) => `${formatted(count)} new, show`,
  restFailed: 'The rest did not load',
  filmstrip: 'Filmstrip',
  rangeTooLong: (most: number, total: string) =>
    `A range holds at most ${formatted(most)} assets. Ctrl-A selects all ${total}.`,
  rangeFailed: 'The assets in between did not load. Nothing was selected.',
}

export type GridTexts = typeof texts
