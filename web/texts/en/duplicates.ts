import { counted, formatted } from '../plural.ts'

const groups = (count: number) => counted(count, 'group', 'groups')

export const texts = {
  duplicates: 'Duplicates',
  text: 'Say what copies are to each other, once. No file is touched: nothing is moved or deleted at the origin.',
  show: 'Show',
  same: 'Same files',
  near: 'Look alike',
  decisions: 'Decisions',
  withCount: (name: string, count: string) => `${name} ${count}`,
  othersStay: (reason: string) => `${reason} Groups that are still listed are as they were.`,
  // Groups
  groups: 'Groups of copies',
  sameGroup: (count: number) => `${formatted(count)} copies of the same file`,
  nearGroup: (count: number) => `${formatted(count)} pictures that look alike`,
  noneSame: 'No copies to decide about',
  noneSameText: 'Files with the same bytes appear here, seconds after they have been read.',
  noneNear: 'No pictures to decide about',
  noneNearText:
    'Pictures that were resized, compressed or changed a little appear here with the one they are like.',
  selectGroup: (file: string, group: string) => `Select ${file}, ${group}`,
  named: (action: string, file: string) => `${action}: ${file}`,
  oneToUse: 'The one to use',
  copies: 'Copies',
  andMore: (count: number) => `and ${formatted(count)} more`,
  spareSame: (size: string) => `All but one of them take ${size}`,
  spareNear: (size: string) => `All but the largest file take ${size}`,
  decidedBefore: (who: string, when: string, what: string) =>
    `Decided before by ${who}, ${when}: ${what}. A new decision replaces it where it is about all of its assets.`,
  /** In the middle of a sentence. */
  somebody: 'somebody',
  apiKey: 'an API key',
  use: 'Use this one',
  useHint: (file: string, others: number) =>
    `${file} is the one to use; ${counted(others, 'other', 'others')} are marked as copies of it`,
  keepAll: (count: number) => `Keep all ${formatted(count)}`,
  different: 'Not duplicates',
  merge: 'Give it their categories, tags and fields, too',
  largest: 'Largest',
  alike: (share: string) => `${share} alike`,
  copyOf: (file: string) => `Copy of ${file}`,
  open: 'Open in a new tab',
  openName: (file: string) => `Open ${file} in a new tab`,
  moreGroups: 'Loading more groups',
  moreDecisions: 'Loading more decisions',
  groupsNotLoaded: (reason: string) => `More groups did not load. ${reason}`,
  decisionsNotLoaded: (reason: string) => `More decisions did not load. ${reason}`,
  // Several at once
  selectedGroups: 'Selected groups',
  selectLoaded: (count: number) => `Select all ${counted(count, 'loaded group', 'loaded groups')}`,
  selectAllLoaded: (count: number) => `Select all ${formatted(count)} loaded`,
  clearSelection: 'Clear selection',
  selected: (count: number) => `${formatted(count)} selected`,
  mergeAll: 'With the others’ categories, tags and fields',
  bulkKeepAll: (count: number) => `Keep all of ${groups(count)}`,
  bulkDifferent: (count: number) => `Not duplicates: ${groups(count)}`,
  bulkUseLargest: (count: number) =>
    count === 1 ? 'Use the largest of 1 group' : `Use the largest of each of ${groups(count)}`,
  bulkUseChosen: (count: number) =>
    count === 1
      ? 'Use the chosen one of 1 group'
      : `Use the chosen one of each of ${groups(count)}`,
  deciding: 'Deciding',
  undoing: 'Undoing',
  progress: (what: string, done: number, total: number) =>
    `${what}: ${formatted(done)} of ${formatted(total)}`,
  // Decisions
  decidedDifferent: (count: number) => `Not duplicates: ${counted(count, 'asset', 'assets')}`,
  decidedUse: (file: string, copies: number) =>
    `Use ${file}, ${counted(copies, 'copy', 'copies')} of it`,
  decidedUseGone: (copies: number) =>
    `Use one that is gone, ${counted(copies, 'copy', 'copies')} of it`,
  done: {
    preferred: (assets: number) => `Marked the copies: ${counted(assets, 'asset', 'assets')}.`,
    keep_all: (assets: number) => `Kept all: ${counted(assets, 'asset', 'assets')}.`,
    different: (assets: number) => `Called different: ${counted(assets, 'asset', 'assets')}.`,
  },
  doneMany: {
    preferred: (count: number) => `Marked the copies in ${groups(count)}.`,
    keep_all: (count: number) => `Kept all in ${groups(count)}.`,
    different: (count: number) => `Called different in ${groups(count)}.`,
  },
  untouched: (done: string) => `${done} No file was touched.`,
  changedMeanwhile: (count: number) => `${groups(count)} had changed meanwhile and stayed.`,
  undone: (count: number) => `Taken back: ${counted(count, 'decision', 'decisions')}.`,
  undoneReplaced: (count: number) =>
    `Taken back: ${counted(count, 'decision', 'decisions')}. Earlier ones that they replaced do not come back.`,
  noDecision: 'No decision yet',
  noDecisionText: 'What you say about copies is listed here, and can be taken back.',
  takenBack: 'Taken back. The group is listed again.',
  takeBack: 'Take back',
  takeBackWhat: (what: string) => `Take back: ${what}`,
  /** `{paths}` is a list. */
  pathsAndMore: (count: number) => `{paths} and ${formatted(count)} more`,
  byAt: (who: string, when: string) => `${who}, ${when}`,
  byKey: (who: string) => `${who} (API key)`,
  anApiKey: 'An API key',
  aPerson: 'Somebody',
  // Somebody else was first
  meanwhile: 'Somebody decided meanwhile',
  meanwhileAbout: (count: number) => `Somebody decided about ${groups(count)} meanwhile`,
  meanwhileText: 'Nothing of theirs was changed, and yours is not kept yet.',
  theirs: (what: string, who: string, when: string) => `Theirs: ${what} (${who}, ${when})`,
  yours: (what: string) => `Yours: ${what}`,
  keepTheirs: 'Keep theirs',
  replace: (count: number) =>
    count === 1 ? 'Replace it with mine' : `Replace ${formatted(count)} with mine`,
}

export type DuplicatesTexts = typeof texts
