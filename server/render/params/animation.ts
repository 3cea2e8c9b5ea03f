import { integer, param } from './param.ts'

export const animation = {
  frame: param({ doc: 'One frame of an animation, counted from 1.', read: integer(1, 100_000) }),
  loop: param({
    doc: 'How often an animation runs; 0 is without end. As in the source by default.',
    read: integer(0, 65_535),
  }),
}
