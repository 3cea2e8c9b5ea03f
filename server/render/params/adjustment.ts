import { clamped, color, flag, param, paramWithDefault } from './param.ts'

export const adjustment = {
  bri: paramWithDefault(0, { doc: 'Brightness, added.', read: clamped(-100, 100) }),
  con: paramWithDefault(0, { doc: 'Contrast around middle grey.', read: clamped(-100, 100) }),
  exp: paramWithDefault(0, {
    doc: 'Exposure in linear light; 100 is two stops more.',
    read: clamped(-100, 100),
  }),
  gam: paramWithDefault(0, {
    doc: 'Gamma; 100 is the power 1/4, -100 the power 4.',
    read: clamped(-100, 100),
  }),
  sat: paramWithDefault(0, {
    doc: 'Saturation; -100 is grey.',
    read: clamped(-100, 100),
  }),
  hue: paramWithDefault(0, { doc: 'Degrees to turn the hues by.', read: clamped(0, 360) }),
  invert: paramWithDefault(false, { doc: 'Negative.', aliases: ['inv'], read: flag }),
  sharp: paramWithDefault(0, { doc: 'Sharpness of the result.', read: clamped(0, 100) }),
  sepia: paramWithDefault(0, { doc: 'Strength of a sepia tone.', read: clamped(0, 100) }),
  monochrome: param({
    doc: 'One hue, by luminance; the alpha of the colour is the strength.',
    aliases: ['mono'],
    read: color,
  }),
}
