import { hex } from './color.ts'
import type { Picture } from './picture.ts'
import { CLAY, drawStill, type Turned } from './stills.ts'

const bottle = (scale: number): Turned['profile'] =>
  [
    [0, 0.07],
    [0.02, 0.085],
    [0.14, 0.1],
    [0.26, 0.095],
    [0.34, 0.05],
    [0.4, 0.026],
    [0.5, 0.024],
    [0.53, 0.032],
  ].map(([height = 0, radius = 0]) => [height * scale, radius * scale] as const)

const vase = (scale: number): Turned['profile'] =>
  [
    [0, 0.075],
    [0.03, 0.1],
    [0.14, 0.165],
    [0.25, 0.175],
    [0.34, 0.13],
    [0.4, 0.078],
    [0.44, 0.07],
    [0.48, 0.09],
  ].map(([height = 0, radius = 0]) => [height * scale, radius * scale] as const)

const bowl = (scale: number): Turned['profile'] =>
  [
    [0, 0.06],
    [0.015, 0.062],
    [0.03, 0.09],
    [0.09, 0.15],
    [0.15, 0.175],
    [0.165, 0.178],
  ].map(([height = 0, radius = 0]) => [height * scale, radius * scale] as const)

const cup = (scale: number): Turned['profile'] =>
  [
    [0, 0.06],
    [0.012, 0.068],
    [0.05, 0.078],
    [0.12, 0.082],
    [0.17, 0.081],
  ].map(([height = 0, radius = 0]) => [height * scale, radius * scale] as const)

/** Three vessels before a warm wall. */
export function drawVases(width: number, height: number): Picture {
  const ratio = width / height
  return drawStill(width, height, {
    wall: [hex('#f0cdb4'), hex('#cf9a7c')],
    table: [hex('#e6bd9f'), hex('#d7a585')],
    edge: 0.72,
    seed: 1,
    things: [
      {
        x: ratio * 0.3,
        foot: 0.79,
        profile: bottle(1.05),
        color: CLAY.ink,
        gloss: 0.75,
        open: true,
      },
      {
        x: ratio * 0.53,
        foot: 0.83,
        profile: vase(1.12),
        color: CLAY.white,
        gloss: 0.3,
        speckles: 0.36,
        open: true,
      },
      {
        x: ratio * 0.76,
        foot: 0.86,
        profile: bowl(1.05),
        color: CLAY.terracotta,
        gloss: 0.15,
        open: true,
      },
    ],
  })
}

/** One tall bottle on green. */
export function drawBottle(width: number, height: number): Picture {
  const ratio = width / height
  return drawStill(width, height, {
    wall: [hex('#b9c8b4'), hex('#7f967e')],
    table: [hex('#a4b69f'), hex('#8aa087')],
    edge: 0.76,
    seed: 2,
    things: [
      {
        x: ratio * 0.47,
        foot: 0.85,
        profile: bottle(1.28),
        color: CLAY.mustard,
        gloss: 0.9,
        open: true,
      },
    ],
  })
}

/** A stack of cups, dipped in glaze. */
export function drawCups(width: number, height: number): Picture {
  const ratio = width / height
  const dip = { color: CLAY.white, until: 0.08 }
  return drawStill(width, height, {
    wall: [hex('#d5dde4'), hex('#9fb0bf')],
    table: [hex('#c5d0d9'), hex('#adbcc8')],
    edge: 0.68,
    seed: 3,
    things: [
      {
        x: ratio * 0.25,
        foot: 0.76,
        profile: cup(1.7),
        color: CLAY.blush,
        gloss: 0.5,
        dip,
        speckles: 0.34,
        open: true,
      },
      {
        x: ratio * 0.52,
        foot: 0.8,
        profile: cup(1.7),
        color: CLAY.teal,
        gloss: 0.7,
        dip,
        speckles: 0.34,
        open: true,
      },
      {
        x: ratio * 0.79,
        foot: 0.76,
        profile: cup(1.7),
        color: CLAY.mustard,
        gloss: 0.5,
        dip,
        speckles: 0.34,
        open: true,
      },
    ],
  })
}

/** Black on near black. */
export function drawNoir(width: number, height: number): Picture {
  const ratio = width / height
  return drawStill(width, height, {
    wall: [hex('#4a4450'), hex('#1e1b24')],
    table: [hex('#332e39'), hex('#221f28')],
    edge: 0.74,
    seed: 4,
    things: [
      { x: ratio * 0.4, foot: 0.82, profile: vase(1.22), color: CLAY.black, gloss: 1, open: true },
      {
        x: ratio * 0.72,
        foot: 0.86,
        profile: bottle(0.8),
        color: hex('#b8863b'),
        gloss: 0.9,
        open: true,
      },
    ],
  })
}
