import { clamped, oneOf, param, paramWithDefault } from './param.ts'

export const rotation = {
  orient: param({
    doc: 'Orientation instead of the one in the file: 1 to 8 as in EXIF, or 90 (6), 180 (3), 270 (8); 0 leaves the pixels as stored.',
    aliases: ['or'],
    read: oneOf('0', '1', '2', '3', '4', '5', '6', '7', '8', '90', '180', '270'),
  }),
  rot: paramWithDefault(0, {
    doc: 'Degrees counter-clockwise inside the frame, zoomed so that the frame stays full.',
    read: clamped(0, 360),
  }),
  flip: param({
    doc: 'Mirrors left to right (h), top to bottom (v) or both (hv).',
    read: oneOf('h', 'v', 'hv'),
  }),
}
