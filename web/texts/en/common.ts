import { counted } from '../plural.ts'

export const texts = {
  cancel: 'Cancel',
  close: 'Close',
  save: 'Save',
  undo: 'Undo',
  retry: 'Try again',
  copied: 'Copied',
  loading: 'Loading',
  assets: (count: number) => counted(count, 'asset', 'assets'),
  files: (count: number) => counted(count, 'file', 'files'),
  bytes: (count: number) => counted(count, 'byte', 'bytes'),
  about: (total: string) => `about ${total}`,
  justNow: 'just now',
  lessThanAMinuteLeft: 'less than a minute left',
  minutesLeft: (minutes: number) => `about ${minutes} min left`,
  hoursLeft: (hours: number) => `about ${hours} h left`,
}

export type CommonTexts = typeof texts
