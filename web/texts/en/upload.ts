import { counted, formatted, plural } from '../plural.ts'

const files = (count: number) => counted(count, 'file', 'files')

export const texts = {
  // The Upload Manager
  manager: 'Upload Manager',
  managerText: (place: string) => `To ${place}. You can leave this page, uploads go on.`,
  viewUploaded: 'View uploaded',
  none: 'No uploads yet',
  noneText: 'Files that you upload are listed here with their progress.',
  addFiles: 'Add files',
  allFiles: 'All files',
  pauseAll: 'Pause all',
  resumeAll: 'Resume all',
  cancelAll: 'Cancel all',
  filters: { all: 'All', uploading: 'Uploading', done: 'Done', problems: 'Problems' },
  filterCount: (filter: string, count: number) => `${filter} ${formatted(count)}`,
  nothing: {
    all: 'No files.',
    uploading: 'Nothing is being uploaded.',
    done: 'Nothing is done yet.',
    problems: 'No problems.',
  },
  show: 'Show',
  clearFinished: 'Clear finished',
  files: 'Files',
  // One file
  queued: 'Waiting for its turn',
  interrupted: 'Interrupted',
  done: 'Uploaded, in the library',
  waiting: 'Waiting for the connection',
  /** What is in the way, and when it is tried again. */
  triesAgain: (trouble: string, seconds: number) =>
    seconds > 0 ? `${trouble}, tries again in ${seconds} s` : `${trouble}, tries again`,
  closing: 'Finishing',
  pausedAt: (percent: number) => `Paused at ${percent} %`,
  pausedAnew: 'Paused, will start again',
  paused: 'Paused',
  percent: (percent: number) => `${percent} %`,
  part: (percent: number, part: number, parts: number) =>
    `${percent} %, part ${formatted(part)} of ${formatted(parts)}`,
  view: 'View',
  viewName: (name: string) => `View ${name}`,
  pauseName: (name: string) => `Pause ${name}`,
  resumeName: (name: string) => `Resume ${name}`,
  retryName: (name: string) => `Retry ${name}`,
  cancelName: (name: string) => `Cancel ${name}`,
  // How it gets on
  totals: (done: number, count: number, percent: number) =>
    `${formatted(done)} of ${formatted(count)} done, ${percent} %`,
  amount: (sent: string, all: string) => `${sent} of ${all}`,
  pace: (amount: string, speed: string, left: string) => `${amount}, ${speed}, ${left}`,
  speed: (bytes: string) => `${bytes}/s`,
  secondsLeft: (count: number) => `about ${counted(count, 'second', 'seconds')} left`,
  minutesLeft: (count: number) => `about ${counted(count, 'minute', 'minutes')} left`,
  hoursLeft: (count: number) => `about ${counted(count, 'hour', 'hours')} left`,
  uploadedOf: (done: number, count: number) => `${formatted(done)} of ${files(count)} uploaded.`,
  uploadedOfWithProblems: (done: number, count: number, problems: number) =>
    `${formatted(done)} of ${files(count)} uploaded. ${counted(problems, 'problem', 'problems')}.`,
  uploads: 'Uploads',
  uploaded: (count: number) => `${files(count)} uploaded.`,
  // What went wrong
  refused: 'The upload was refused',
  withStatus: (title: string, status: number) => `${title} (${status})`,
  exists: 'A file with this name is already there. It was not overwritten.',
  existsAdvice: 'Rename this one, choose another folder, or open the one that is there.',
  fileChanged: 'The file was changed, moved or deleted after it was chosen.',
  fileChangedAdvice: 'Nothing of it is in the library. Choose it again to send it as it is now.',
  chooseAgain: 'Choose it again',
  chooseName: (name: string) => `Choose ${name} again`,
  notThisName: (name: string) => `That was not ${name}.`,
  unreachable: 'The storage of this source cannot be used right now',
  unreachableAdvice: (detail: string) =>
    `${detail} Nothing is lost: the file is on your computer, and what has arrived is not sent again. It goes on by itself when the storage is back.`,
  storageFailed: 'The storage answered with an error',
  storageFailedAdvice:
    'Nothing is lost: the file is on your computer. Retry in a moment; if it stays, the storage itself has to be looked at.',
  notLost: (detail: string) => `${detail} Nothing is lost: the file is on your computer.`,
  titles: {
    gone: 'This source is not there any more',
    paused: 'This source is paused',
    busy: 'The server cannot take this at the moment',
    failed: 'The server failed at this file',
  },
  openSource: 'Open source',
  troubles: {
    exists: 'Already exists',
    cors: 'Refused: CORS',
    tooLarge: 'Too large',
    network: 'Connection lost',
    unreachable: 'Storage not available',
    changed: 'File changed',
    permission: 'Refused',
    failed: 'Failed',
  },
  corsStatus: (status: number) => `Refused: ${status}, CORS`,
  testAndRetry: 'Test and retry',
  retry: 'Retry',
  retryAll: 'Retry all',
  openSetup: 'Open upload setup',
  renameAndSend: 'Rename and send',
  openExisting: 'Open existing',
  // What an earlier page did not finish
  lost: (count: number) =>
    `${formatted(count)} ${plural(count, 'upload was', 'uploads were')} interrupted`,
  lostText: 'The page was closed or loaded anew. What has arrived is not sent again.',
  noneOfThese: 'None of these files is one of them.',
  noWayBack: 'The browser does not lead to the files any more: choose them.',
  goOn: 'Continue',
  lostFiles: 'Interrupted files',
  lostFolder: 'Interrupted folder',
  chooseFilesAgain: 'Choose the files again',
  chooseFolderAgain: 'Choose the folder again',
  giveUp: 'Give up',
  // Before it is sent
  uploadTo: (place: string) => `Upload to ${place}`,
  notReadable: 'A file or folder could not be read',
  notReadableText: 'It may have been moved, or this browser may not read it. The rest is listed.',
  notCompared: 'Names could not be compared',
  notComparedText: (reason: string) => `${reason} Nothing is overwritten in any case.`,
  upload: 'Upload',
  uploadFiles: (count: number) => `Upload ${files(count)}`,
  reading: (count: number) => `Reading the folder, ${files(count)} so far`,
  comparing: 'Comparing names',
  skipped: (count: number) => `${formatted(count)} skipped`,
  notSendable: (count: number) => `${formatted(count)} cannot be sent`,
  skippedAndNotSendable: (skipped: number, refused: number) =>
    `${formatted(skipped)} skipped, ${formatted(refused)} cannot be sent`,
  /** `{optional}` is set apart. */
  destination: 'Destination folder {optional}',
  optional: 'optional',
  goesHere: (count: number) =>
    count === 1
      ? 'The file goes here. A new folder is made if it does not exist.'
      : `All ${count > 0 ? `${formatted(count)} ` : ''}files go here. A new folder is made if it does not exist.`,
  chooseHere: 'Choose files, or a whole folder.',
  dropHere: 'Drop files or folders here, or choose them.',
  folder: 'Folder',
  chooseFiles: 'Choose files',
  chooseFolder: 'Choose a folder',
  addFolder: 'Add folder',
  filesToUpload: 'Files to upload',
  removeName: (name: string) => `Remove ${name}`,
  taken: 'Already in this folder, will be skipped',
  twice: 'Twice in this list, will be skipped',
  tooLarge: (limit: string, storage: string) => `Over the ${limit} limit of ${storage}`,
  inParts: 'Large file, sent in parts',
}

export type UploadTexts = typeof texts
