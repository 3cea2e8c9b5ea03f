import { median } from '../machine.ts'
import type { Rate } from './cost.ts'
import type { LabelledPicture } from './pictures.ts'
import {
  countAltTexts,
  type FaceScore,
  type Looked,
  type Share,
  scoreAlert,
  scoreFaces,
  scoreMainObject,
  scoreTags,
  type TagScore,
} from './quality.ts'

/** Of photographs as JPEGs of one megapixel. */
export interface Costs {
  photos: number
  /** CPU, to decode the original and make colours, hash, preview and still: at indexing. */
  readingMilliseconds: number
  /** Of each photograph: CPU milliseconds by stage. */
  stages: Record<'full' | 'light', Map<string, number>[]>
  rates: Rate[]
  /** Of the machine, at the end. */
  load: number
}

interface Measured {
  full: readonly Looked[]
  light: readonly Looked[]
  costs: Costs
}

export function reportAnalysis(measured: Measured): string {
  return [
    reportGoals(measured),
    reportFaces(measured),
    reportTags(measured.full),
    reportAlerts(measured),
    reportAltTexts(measured.full),
    reportStages(measured.costs),
    reportRates(measured.costs.rates),
  ].join('\n\n')
}

type FaceKind = 'groups' | 'portraits' | 'animals' | 'neither'

/** Groups are pictures of two or more faces. What nobody counted, or counted from one to many, is in none of them. */
const FACE_KINDS: Record<FaceKind, (picture: LabelledPicture) => boolean> = {
  groups: ({ faces }) => !!faces && faces.min >= 2,
  portraits: ({ faces }) => faces?.min === 1 && faces.max <= 2,
  animals: ({ faces, path }) => faces?.max === 0 && path.startsWith('animals/'),
  neither: ({ faces, path }) => faces?.max === 0 && !path.startsWith('animals/'),
}

function facesOf(looked: readonly Looked[], kind: FaceKind): FaceScore {
  return scoreFaces(looked.filter(({ picture }) => FACE_KINDS[kind](picture)))
}

function reportGoals({ full, light, costs }: Measured): string {
  const rss = (mode: string) =>
    Math.max(...costs.rates.filter((rate) => rate.mode === mode).map((rate) => rate.rssMegabytes))
  const adult = (looked: readonly Looked[]) =>
    percent({ count: scoreAlert(looked, 'adult').length, of: looked.length })
  const cpu = (mode: 'full' | 'light') => {
    const inChild = costs.rates.find((rate) => rate.mode === mode)?.cpuMilliseconds ?? Number.NaN
    return `${inChild.toFixed(0)} ms (stage by stage ${meanTotal(costs.stages[mode]).toFixed(0)})`
  }
  return `${full.length} pictures of the corpus, each counted once; the figures of the study of the models (docs/analysis.md) are
of about 1,000 other ones.

| | goal | full | light | study, full |
| --- | --- | --- | --- | --- |
| faces exact, photos of groups | ≥ 85 % | ${percent(facesOf(full, 'groups').exact)} | ${percent(facesOf(light, 'groups').exact)} | 19 of 22 = 86 % |
| main object found | ≥ 68 % | ${percent(scoreMainObject(full))} | the same | 68 % |
| adult at least likely, neutral pictures | ≤ 1 % | ${adult(full)} | ${adult(light)} | 3 of 462 = 0.65 % |
| CPU for an image of 1 MP | ≤ 400, light ≤ 160 ms | ${cpu('full')} | ${cpu('light')} | 320, light 127 ms; text 150 to 200 ms more |
| RSS of a process | ≤ 600 MB | ${rss('full')} MB | ${rss('light')} MB | 385 MB |`
}

function reportFaces({ full, light }: Measured): string {
  const study: Record<FaceKind, string> = {
    groups: '19 of 22; 7 / 0',
    portraits: '103 of 104',
    animals: '113 pictures; 8 extra',
    neither: '63 wallpapers; 1 extra',
  }
  const cell = ({ exact, missed, extra }: FaceScore) =>
    `${exact.count} of ${exact.of}; ${missed} / ${extra}`
  const rows = (Object.keys(FACE_KINDS) as FaceKind[]).map(
    (kind) =>
      `| ${kind} | ${cell(facesOf(full, kind))} | ${cell(facesOf(light, kind))} | ${study[kind]} |`,
  )
  const wrong = (Object.keys(FACE_KINDS) as FaceKind[]).flatMap((kind) => facesOf(full, kind).wrong)
  const crowds = full
    .filter(({ picture }) => picture.faces?.max === Infinity)
    .map(({ picture, findings }) => `${picture.path}: ${findings.faces?.length} found`)
  return `## Faces

Exact; missed / extra. Groups are pictures of two faces and more, portraits of one.

| | full | light | study, full |
| --- | --- | --- | --- |
${rows.join('\n')}

Not exact in full mode: ${wrong.join('; ') || 'none'}.
Crowds that nobody has counted, exact when enough are found: ${crowds.join('; ') || 'none'}.`
}

function reportTags(full: readonly Looked[]): string {
  const scores = scoreTags(full)
  const sum = (key: 'given' | 'right' | 'wanted') =>
    scores.reduce((total, score) => total + score[key], 0)
  const all: TagScore = {
    ...{ label: '**all tags**', given: sum('given'), right: sum('right'), wanted: sum('wanted') },
    found: scores.reduce((total, { found }) => total + found, 0),
  }
  const rows = [all, ...scores.filter(({ given, wanted }) => given + wanted >= 6)].map(
    ({ label, given, right, wanted, found }) =>
      `| ${label} | ${given} | ${percent({ count: right, of: given })} | ${percent({ count: found, of: wanted })} |`,
  )
  return `## Tags

Right: among the labels of the corpus, or confirmed by eye (bench/analysis/by-eye.ts). Found: of the pictures whose labels ask for
the tag. Tags of few pictures count in the first row only.

| tag | given | right | found |
| --- | --- | --- | --- |
${rows.join('\n')}`
}

function reportAlerts({ full, light }: Measured): string {
  const row = (name: string, alert: 'adult' | 'racy') =>
    `| ${name} | ${list(scoreAlert(full, alert))} | ${list(scoreAlert(light, alert))} |`
  return `## Alerts

No picture of the corpus is anything but neutral, so each of these is a false alarm. How many true ones are found is not measured.

| at least likely | full | light |
| --- | --- | --- |
${row('adult', 'adult')}
${row('racy', 'racy')}`
}

function list(paths: readonly string[]): string {
  return paths.length === 0 ? 'none' : `${paths.length}: ${paths.join(', ')}`
}

function reportAltTexts(full: readonly Looked[]): string {
  const { good, weak, none } = countAltTexts(full)
  return `## Alt text

Of ${full.length} pictures ${good} get a sentence, ${weak} a weak one (their colours), ${none} none.`
}

function reportStages({ stages, readingMilliseconds, photos, load }: Costs): string {
  const names = [...new Set(stages.full.flatMap((one) => [...one.keys()]))]
  const cell = (all: Map<string, number>[], name: string) => {
    const times = all.flatMap((one) => one.get(name) ?? [])
    return times.length === 0
      ? ''
      : `${mean(times, all.length).toFixed(1)} (${median(times).toFixed(1)})`
  }
  const rows = names.map(
    (name) => `| ${name} | ${cell(stages.full, name)} | ${cell(stages.light, name)} |`,
  )
  return `## CPU for an image

${photos} photographs of the corpus as JPEGs of 1 MP, one after the other in one process; mean (median) of CPU milliseconds,
which grow with the load: ${load.toFixed(1)} at the end.
Reading the original, which indexing does in any case (decode, colours, hashes, preview, still): ${readingMilliseconds.toFixed(1)} ms.

| stage | full | light |
| --- | --- | --- |
${rows.join('\n')}
| **all** | ${meanTotal(stages.full).toFixed(0)} | ${meanTotal(stages.light).toFixed(0)} |`
}

function meanTotal(all: readonly Map<string, number>[]): number {
  return mean(
    all.map((one) => one.values().reduce((sum, time) => sum + time, 0)),
    all.length,
  )
}

function mean(values: readonly number[], count: number): number {
  return values.reduce((sum, value) => sum + value, 0) / count
}

function reportRates(rates: readonly Rate[]): string {
  const rows = rates.map(
    ({ mode, processes, imagesPerSecond, cpuMilliseconds, rssMegabytes }) =>
      `| ${mode} | ${processes} | ${imagesPerSecond.toFixed(2)} | ${cpuMilliseconds.toFixed(0)} | ${rssMegabytes} |`,
  )
  return `## Images a second

The same photographs through the provider and its children.

| mode | processes | images/s | CPU ms for an image | RSS of a child, MB, at its highest |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`
}

function percent({ count, of }: Share): string {
  return of === 0 ? '–' : `${count} of ${of} = ${Math.round((count / of) * 1000) / 10} %`
}
