import { clamped, flag, listOf, oneOf, param, paramWithDefault } from './param.ts'

export const format = {
  fm: param({
    doc: 'Format of the result. Without it: the format of the source where we can write it, else jpg, or png when there is transparency.',
    read: oneOf('jpg', 'pjpg', 'png', 'png8', 'png32', 'webp', 'avif', 'gif'),
  }),
  auto: paramWithDefault([], {
    doc: '`format`: AVIF or WebP when the browser accepts it, whatever `fm` says. `compress`: smaller files (q=45, palette for PNG). `enhance` and `redeye` are accepted and do nothing yet.',
    noBase64: true,
    addsUp: true,
    read: listOf('format', 'compress', 'enhance', 'redeye', 'true'),
  }),
  q: param({
    doc: 'Quality of jpg, pjpg, webp and avif; 75 by default, 45 with `auto=compress`.',
    read: clamped(0, 100),
  }),
  lossless: paramWithDefault(false, { doc: 'Loses nothing, with WebP and AVIF.', read: flag }),
  'jpg-progressive': paramWithDefault(true, {
    doc: 'Progressive JPEG; `false` makes a baseline one.',
    aliases: ['jpeg-progressive'],
    read: flag,
  }),
  chromasub: paramWithDefault('420', {
    doc: 'Colour resolution of JPEG and AVIF. `422` is written as `444`.',
    read: oneOf('420', '422', '444'),
  }),
}
