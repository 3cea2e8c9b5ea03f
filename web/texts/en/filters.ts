import { counted, formatted } from '../plural.ts'

export const texts = {
  close: 'Close filters',
  isSet: 'Filter set',
  /** Read after the title of a section. */
  setForReaders: ', filter set',
  reset: 'Reset',
  resetSection: (section: string) => `Reset ${section}`,
  totalNotKnown: 'The number of results is not known.',
  showResults: 'Show results',
  showAssets: (assets: string) => `Show ${assets}`,
  assetsAbout: (total: string) => `${total} assets`,
  // The number stands at {total}.
  matchSearch: '{total} match the search',
  withoutFilters: '{total} without filters',
  match: (count: number) =>
    count === 1
      ? '{total} match the filter'
      : `{total} match all ${counted(count, 'filter', 'filters')}`,
  matchSearchOf: (all: number) => `{total} of ${formatted(all)} match the search`,
  withoutFiltersOf: (all: number) => `{total} of ${formatted(all)} without filters`,
  matchOf: (count: number, all: number) =>
    count === 1
      ? `{total} of ${formatted(all)} match the filter`
      : `{total} of ${formatted(all)} match all ${counted(count, 'filter', 'filters')}`,

  any: 'Any',
  anyOrNone: 'Any or none',
  remove: 'Remove',

  kinds: 'Kinds',
  addFormat: 'Add a format, or an ending such as .jpg',

  allOfThese: 'All of these',
  anyOfThese: 'Any of these',
  allOrAny: { tag: 'All or any of the tags', category: 'All or any of the categories' },
  addNeeded: {
    tag: 'Add a tag that has to be there',
    category: 'Add a category that has to be there',
  },
  addAny: {
    tag: 'Add a tag of which any will do',
    category: 'Add a category of which any will do',
  },
  add: { tag: 'Add a tag', category: 'Add a category' },
  addLeftOut: { tag: 'Add a tag to leave out', category: 'Add a category to leave out' },
  frequent: { tag: 'Frequent tags', category: 'Frequent categories' },
  showMore: (count: number) => `Show ${formatted(count)} more`,
  atLeastConfident: 'At least {share} confident',
  anyConfidence: 'At least {share} confidence',
  anyShare: 'any',
  leastConfidence: 'Least confidence of tags',
  whetherTags: 'Whether there are tags',
  taggedOrNot: 'Tagged or not',
  tagged: 'Tagged',
  noTags: 'No tags',
  whetherCategories: 'Whether there are categories',
  categorised: 'Categorised',
  noneAtAll: 'None at all',

  whetherFields: 'Whether there are custom fields',
  some: 'Some',
  field: 'Field',
  chooseField: 'Choose a field',
  condition: 'Condition',
  addCondition: 'Add a condition',
  removeCondition: 'Remove condition',
  matches: {
    contains: 'contains',
    is: 'is',
    range: 'is between',
    any: 'has any value',
    none: 'is missing',
  },
  value: 'Value',
  threeLetters: 'From 3 letters',
  from: 'From',
  to: 'To',
  fromExample: '10 or 2026-01-31',
  toExample: '20 or 2026-12-31',

  palette: 'Palette',
  colorName: (name: string, hex: string) => `${name}, #${hex}`,
  colorTitle: (name: string, hex: string) => `${name} #${hex}`,
  hex: 'Hex colour',
  tolerance: 'Tolerance {value}',
  toleranceAsUsual: 'Tolerance {value}, as usual',
  colorTolerance: 'Colour tolerance',
  hue: 'Hue',
  degrees: (hue: number) => `${formatted(hue)} degrees`,
  pickFromScreen: 'Pick from the screen',

  folderPath: 'Folder path',
  includeSubfolders: 'Include subfolders',

  notAnalysed: 'Not analysed',
  alertFrom: (alert: string) => `${alert} from`,
  alertTo: (alert: string) => `${alert} to`,
  fewestFaces: 'Fewest faces',
  mostFaces: 'Most faces',
  orMoreFaces: (count: number) => `${formatted(count)} or more`,

  whichDate: 'Which date',
  created: 'Created',
  updated: 'Updated',
  taken: 'Taken',
  since: 'Since',
  days: (count: number) => counted(count, 'day', 'days'),
  thisYear: 'This year',
  notSaidWhen: 'The file does not say when',

  shape: 'Shape',
  panorama: 'Panorama',
  minWidth: 'Min width, px',
  maxWidth: 'Max width, px',
  minHeight: 'Min height, px',
  maxHeight: 'Max height, px',
  minAspect: 'Min aspect',
  maxAspect: 'Max aspect',
  fileSize: 'File size {value}',
  smallestFile: 'Smallest file',
  largestFile: 'Largest file',
  anySize: 'any size',

  edited: 'Edited',
  untouched: 'Untouched',
  written: 'Written',
  weak: 'Weak',
  missing: 'Missing',
  states: { any: 'Any', indexed: 'Read', error: 'Errors', pending: 'Waiting' },
  troubles: { any: 'Any', partial: 'In parts only', failed: 'Failed' },
  markedCopies: 'Marked as copies',
  onlyCopies: 'Only copies',
  noCopies: 'No copies',
  similarTo: (name: string) => `Similar to ${name}`,

  saveHint: 'Filters and order are kept. New assets that match show up by themselves.',
  name: 'Name',
  everybodySees: 'Everybody can see it',
  saved: (name: string) => `Saved “${name}”.`,
}

export type FiltersTexts = typeof texts
