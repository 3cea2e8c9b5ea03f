import { spreadOf } from '../search/measure.ts'
import { type FirstGrid, FOUR_G, type ServedFile } from './first-grid.ts'
import type { Interaction } from './interactions.ts'
import type { Jumps } from './jumps.ts'
import type { ShownTimes } from './kit.ts'
import type { Held, Scrolling } from './scrolling.ts'

/** Everything that was measured, in the order in which it is told. */
export interface Measured {
  assets: number
  machine: string
  jumps: Jumps
  scrolling: { name: string; recording: Scrolling }[]
  held: Held[]
  first: { name: string; goal: string; grids: FirstGrid[] }[]
  scripts: ServedFile[]
  page: ServedFile
  layoutShift: number
  interactions: Interaction[]
  typing: (number | null)[]
}

export function describe(measured: Measured): string {
  const rows = [
    ...describeScrollBar(measured),
    ...describeJumps(measured.jumps),
    ...measured.scrolling.flatMap(describeScrolling),
    ...describeHeld(measured.held),
    ...measured.first.flatMap(describeFirst),
    ...describeScripts(measured),
    ['layout shift of the whole visit (CLS)', measured.layoutShift.toFixed(4), '0'],
    ...describeInteractions(measured.interactions),
    describeTyping(measured),
  ]
  const table = rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
  return `# The web app with ${measured.assets.toLocaleString('en')} assets

${measured.machine}

In Chromium without a GPU on the same machine, 1440 × 900. The files are photos of 1,200 pixels; nothing was rendered before,
and no stills were made ahead as indexing does, so each new place costs its renderings. 4G: ${FOUR_G.down / 1e6} Mbit/s, and each answer held back by ${FOUR_G.latencyMs} ms.
Times are p50 / p95 / max in milliseconds.

| | measured | goal |
| --- | --- | --- |
${table}
`
}

type Row = [what: string, measured: string, goal: string]

function describeScrollBar({ jumps, assets }: Measured): Row[] {
  const last = (assets - 1).toLocaleString('en')
  return [
    [
      'assets at the two ends of the scroll bar, from 0 on',
      `${jumps.first?.toLocaleString('en')} and ${jumps.last?.toLocaleString('en')}`,
      `0 and ${last}`,
    ],
    [
      'places on the scroll bar are off by',
      `${(jumps.offBy * 100).toFixed(2)} % of its length`,
      '≤ 1 %',
    ],
  ]
}

function describeJumps({ cold, warm }: Jumps): Row[] {
  const rows = (name: string, jumps: ShownTimes[], goal: string): Row[] => [
    [`${jumps.length} jumps, ${name}: tiles`, times(jumps.map(({ tiles }) => tiles)), ''],
    ['… first picture', times(jumps.map(({ firstPicture }) => firstPicture)), goal],
    ['… all pictures in view', times(jumps.map(({ allPictures }) => allPictures)), ''],
  ]
  return [...rows('never rendered', cold, '≤ 500 ms'), ...rows('again', warm, '≤ 500 ms')]
}

function describeScrolling({ name, recording }: Measured['scrolling'][number]): Row[] {
  const { frames, seconds, longTasks, maxNodes, bare, cpu } = recording
  const late = frames.filter((milliseconds) => milliseconds > 25).length / frames.length
  return [
    [
      `wheel, ${name}: frames per second`,
      `${(frames.length / seconds).toFixed(1)}; ${percent(late)} late, longest ${Math.max(...frames).toFixed(0)} ms`,
      '60',
    ],
    [
      '… tasks over 50 ms',
      longTasks.length === 0
        ? 'none'
        : `${longTasks.length}, longest ${Math.max(...longTasks).toFixed(0)} ms`,
      'none',
    ],
    [
      '… its thread computed for; of which script, layout and style',
      [cpu.all, cpu.script, cpu.layout].map((spent) => percent(spent / seconds)).join('; '),
      '',
    ],
    ['… elements in the page, at most', maxNodes.toLocaleString('en'), '≤ 1,500'],
    ['… moments with less than half a screen of tiles', percent(bare), ''],
  ]
}

function describeHeld(held: Held[]): Row[] {
  const text = held.map(
    ({ minutes, heapMB, nodes }) =>
      `${heapMB.toFixed(1)} MB and ${nodes.toLocaleString('en')} nodes after ${minutes} min`,
  )
  return held.length > 0 ? [['held while scrolling on', text.join(', '), 'flat']] : []
}

function describeFirst({ name, goal, grids }: Measured['first'][number]): Row[] {
  const middle = (read: (grid: FirstGrid) => number) => spreadOf(grids.map(read)).p50
  const show = (read: (grid: FirstGrid) => number) => middle(read).toFixed(0)
  const shift = Math.max(...grids.map(({ layoutShift }) => layoutShift))
  return [
    [
      `first visit, ${name} (median of ${grids.length}): all pictures of the grid`,
      `${show((grid) => grid.allPictures)} ms`,
      goal,
    ],
    [
      '… first paint, tiles, first picture',
      `${show((grid) => grid.firstPaint)}, ${show((grid) => grid.tiles)}, ${show((grid) => grid.firstPicture)} ms`,
      '',
    ],
    [
      '… requests and what came over the wire; layout shift',
      `${show((grid) => grid.requests)}, ${show((grid) => grid.kilobytes)} kB; ${shift.toFixed(4)}`,
      '0',
    ],
  ]
}

function describeScripts({ scripts, page }: Measured): Row[] {
  const sum = (read: (file: ServedFile) => number) =>
    (scripts.reduce((total, file) => total + read(file), 0) / 1000).toFixed(1)
  const served = ({ encoding, caching, vary }: ServedFile) => `${encoding}; ${caching}; ${vary}`
  const ways = [...new Set(scripts.map(served))].join(' and ')
  return [
    [
      `JavaScript that the page names, ${scripts.length} files`,
      `${sum(({ gzipBytes }) => gzipBytes)} kB gzip (${sum(({ sentBytes }) => sentBytes)} kB sent)`,
      '≤ 170 kB gzip',
    ],
    ['… content-encoding; cache-control; vary', ways, ''],
    ['… of the page', served(page), ''],
  ]
}

const SLOWEST = 5

function describeInteractions(interactions: Interaction[]): Row[] {
  const slowest = interactions
    .toSorted((a, b) => b.milliseconds - a.milliseconds)
    .slice(0, SLOWEST)
    .map(({ name, milliseconds }) => `${name} ${milliseconds.toFixed(0)}`)
  return [
    [
      `${interactions.length} keys and clicks, to the next paint (Event Timing, steps of 8 ms)`,
      percentiles(interactions.map(({ milliseconds }) => milliseconds)),
      'p95 ≤ 100 ms',
    ],
    ['… the slowest of them', slowest.join(', '), ''],
  ]
}

function describeTyping({ typing }: Measured): Row {
  return [
    `${typing.length} words typed, last key down to the frame with its results`,
    times(typing),
    '≤ 150 ms',
  ]
}

/** Those that were not in time are counted aside. */
function times(values: (number | null)[]): string {
  const known = values.filter((value) => value !== null)
  const missing = values.length - known.length
  const failed = missing > 0 ? `${missing} of ${values.length} not in time` : ''
  if (known.length === 0) return failed
  return [percentiles(known), failed].filter(Boolean).join('; ')
}

function percentiles(values: number[]): string {
  const { p50, p95, max } = spreadOf(values)
  return [p50, p95, max].map((value) => value.toFixed(0)).join(' / ')
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
