import { clamped, color, oneOf, param, paramWithDefault } from './param.ts'

export const trim = {
  trim: param({
    doc: 'Removes a uniform margin: `auto` by the statistics of rows and columns, `color` by one colour, `alpha` by transparency, `colorunlessalpha` by transparency where there is any.',
    read: oneOf('auto', 'color', 'alpha', 'colorunlessalpha'),
  }),
  'trim-color': param({
    doc: 'Colour to remove; that of the top left pixel by default.',
    aliases: ['trimcolor'],
    read: color,
  }),
  'trim-tol': paramWithDefault(0, {
    doc: 'How far a pixel may be from the colour and still be removed, 0 to 255 in each channel.',
    aliases: ['trimtol'],
    read: clamped(0, 255),
  }),
  'trim-md': paramWithDefault(11, {
    doc: '`trim=auto`: how far the mean of a row may be from that of the margin.',
    aliases: ['trimmd'],
    read: clamped(0, 255),
  }),
  'trim-sd': paramWithDefault(10, {
    doc: '`trim=auto`: how much the pixels of a row of the margin may differ among themselves.',
    aliases: ['trimsd'],
    read: clamped(0, 255),
  }),
  'trim-pad': paramWithDefault(0, {
    doc: 'Pixels of the source to leave around what was found.',
    aliases: ['trimpad'],
    read: clamped(-200, 200),
  }),
  'trim-alpha': paramWithDefault(0, {
    doc: '`trim=alpha`: what is not more opaque than this, 0 to 255, is removed.',
    read: clamped(0, 255),
  }),
}
