import type { MediaFacts } from '../../contract/media-facts.ts'

/** What the head of a file says of the picture; see MediaFacts for each. */
export type Shape = Pick<
  MediaFacts,
  | 'width'
  | 'height'
  | 'displayWidth'
  | 'displayHeight'
  | 'orientation'
  | 'frames'
  | 'durationSeconds'
  | 'hasAlpha'
  | 'bitsPerChannel'
  | 'colorModel'
  | 'colorProfile'
  | 'dpiWidth'
  | 'dpiHeight'
>

export const UNKNOWN_SHAPE: Shape = {
  width: null,
  height: null,
  displayWidth: null,
  displayHeight: null,
  orientation: null,
  frames: null,
  durationSeconds: null,
  hasAlpha: null,
  bitsPerChannel: null,
  colorModel: null,
  colorProfile: null,
  dpiWidth: null,
  dpiHeight: null,
}
