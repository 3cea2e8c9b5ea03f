export const texts = {
  stopped: 'This page stopped working',
  stoppedText:
    'Everything that was saved is on the server. The server may have been updated meanwhile.',
  loadAgain: 'Load it again',
  copyDetails: 'Copy details',
  detailsNotCopied: 'Not copied: mark and copy the details below',
  details: 'Details',
  notFound: 'There is no such page',
  notFoundText: (address: string) =>
    `Nothing is at ${address}. The address may have been cut off, or is of another version.`,
  toLibrary: 'Go to the library',
  partNotLoaded: 'That could not be loaded. The server may be away or have been updated.',
  breadcrumb: 'Breadcrumb',
  copy: 'Copy',
  notCopied: 'Not copied: mark and copy it',
  copyText: (text: string) => `Copy ${text}`,
  remove: (word: string) => `Remove ${word}`,
  add: (word: string) => `Add “${word}”`,
  quoted: (word: string) => `“${word}”`,
  show: (label: string) => `Show ${label}`,
  hide: (label: string) => `Hide ${label}`,
  labelled: (label: string, aside: string) => `${label}, ${aside}`,
  pageTitle: (page: string) => `${page} – Vitrine`,
  keys: {
    Mod: 'Ctrl',
    Shift: 'Shift',
    Escape: 'Esc',
    Enter: 'Enter',
    Space: 'Space',
    Home: 'Home',
    End: 'End',
    Delete: 'Delete',
    followedBy: 'then',
  },
}

export type UiTexts = typeof texts
