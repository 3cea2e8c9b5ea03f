import { anyText, param } from './param.ts'

/** What imgix has none of. */
export const ours = {
  etag: param({
    doc: 'The version of the file that the address is for, as the API gives it. An answer from another version is kept by nobody.',
    answerOnly: true,
    read: anyText,
  }),
}
