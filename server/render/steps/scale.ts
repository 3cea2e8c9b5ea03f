import type { Step } from './step.ts'

/** Cuts before scaling, where the decoder could skip nothing anyway. */
export const cutSource: Step = {
  needed: ({ cutSource }) => cutSource !== null,
  apply: (image, { cutSource }) => (cutSource ? image.extract(cutSource) : image),
}

export const scale: Step = {
  needed: ({ resize }) => resize !== null,
  apply: (image, { resize }) => (resize ? image.resize({ ...resize, fit: 'fill' }) : image),
}

/** After scale: turning the full-size picture costs six times as much. */
export const turn: Step = {
  needed: ({ turn }) => turn.flop || turn.angle !== 0,
  apply: (image, { turn }) => {
    const mirrored = turn.flop ? image.flop() : image
    return turn.angle === 0 ? mirrored : mirrored.rotate(turn.angle)
  },
}
