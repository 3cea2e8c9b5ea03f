import { color, oneOf, param, paramWithDefault } from './param.ts'

export const fill = {
  bg: param({
    doc: 'Colour behind transparent parts and in padding. Without it they stay transparent where the format can, else white.',
    read: color,
  }),
  fill: paramWithDefault('solid', {
    doc: 'What `fit=fill` and `fit=fillmax` put around the picture: a colour, or the picture itself, blurred.',
    read: oneOf('solid', 'blur'),
  }),
  'fill-color': param({
    doc: 'Colour of `fill=solid`; that of `bg`, else white, by default.',
    aliases: ['fillcolor'],
    read: color,
  }),
}
