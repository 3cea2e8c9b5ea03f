import { anyText, integer, param } from './param.ts'

export const delivery = {
  dl: param({
    doc: 'Download under this file name instead of showing.',
    answerOnly: true,
    read: anyText,
  }),
  expires: param({
    doc: 'Unix time after which the address answers 404.',
    answerOnly: true,
    read: integer(0, 8_640_000_000_000),
  }),
}
