import { counted, formatted } from '../plural.ts'

export const texts = {
  compare: 'Compare',
  compareOne: 'Compare with it',
  compareNearest: (count: number) => `Compare with the ${formatted(count)} nearest`,
  compareWith: (name: string) => `Compare with ${name}`,
  compareGroup: (name: string) => `Compare the group of ${name}`,
  title: (count: number) => `Compare ${counted(count, 'asset', 'assets')}`,
  close: 'Close the comparison',
  keys: 'Zoomed and moved together: + − 0, arrows, wheel, drag',
  isCut: (count: number) => `Only the first ${formatted(count)} are shown.`,
  tooFew: 'Nothing to compare',
  tooFewText:
    'Select two to four assets in the library, then choose Compare in the bar of actions.',
  toLibrary: 'Go to the library',
  stageOf: (letter: string, name: string) => `${letter}: ${name}`,
  gone: 'This asset is not here',
  goneText: (path: string) => `${path} is not in the index. It may have been moved or deleted.`,
  rowsDiffer: (count: number, of: number) =>
    count === 0
      ? `Nothing differs in ${counted(of, 'row', 'rows')}`
      : `${formatted(count)} of ${counted(of, 'row', 'rows')} differ`,
  same: 'Same',
  differs: 'Differs',
  none: 'None',
  notHere: 'Not here',
  notInAll: 'not in all',
  sameBytes: (letters: string) => `Same content as ${letters}`,
  otherBytes: 'Different content',
  bytesUnknown: 'Not compared yet',
  field: (key: string, value: string) => `${key}: ${value}`,
  rows: {
    bytes: 'Content',
    fileName: 'File name',
    folder: 'Folder',
    name: 'Name',
    description: 'Description',
    altText: 'Alt text',
    type: 'Type',
    fileSize: 'File size',
    dimensions: 'Dimensions',
    duration: 'Duration',
    frames: 'Frames',
    profile: 'Colour profile',
    taken: 'Taken',
    fileChanged: 'File changed',
    created: 'Created',
    updated: 'Updated',
    tags: 'Tags',
    categories: 'Categories',
    fields: 'Custom fields',
    colors: 'Dominant colours',
  },
}

export type CompareTexts = typeof texts
