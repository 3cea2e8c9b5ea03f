import { listOf, number, paramWithDefault } from './param.ts'

export const crop = {
  crop: paramWithDefault([], {
    doc: 'What `fit=crop` keeps; the middle by default. `faces` is passed over until faces are known here, so the next value counts.',
    read: listOf(
      'top',
      'bottom',
      'left',
      'right',
      'center',
      'faces',
      'entropy',
      'edges',
      'focalpoint',
    ),
  }),
  'fp-x': paramWithDefault(0.5, {
    doc: 'Focal point with `fit=crop&crop=focalpoint`, as a share from the left.',
    read: number(0, 1),
  }),
  'fp-y': paramWithDefault(0.5, {
    doc: 'Focal point with `fit=crop&crop=focalpoint`, as a share from the top.',
    read: number(0, 1),
  }),
  'fp-z': paramWithDefault(1, {
    doc: 'Zoom towards the focal point.',
    read: number(1, 100),
  }),
}
