import type { Findings, FoundTag } from '../../contract/analysis.ts'
import type { BuiltinRaw } from '../../server/analysis/judging/builtin-raw.ts'
import { judge } from '../../server/analysis/judging/judge.ts'
import { seenByEye } from './by-eye.ts'
import { mainObject, rightTags } from './labels.ts'
import type { LabelledPicture } from './pictures.ts'

export interface Looked {
  picture: LabelledPicture
  raw: BuiltinRaw
  findings: Findings
}

export function judgeAll(
  looked: readonly { picture: LabelledPicture; raw: BuiltinRaw }[],
): Looked[] {
  const wants = new Set(['tags', 'faces', 'alerts', 'alt_text', 'text'] as const)
  return looked.map((one) => ({ ...one, findings: judge(one.raw, one.picture.facts, wants) }))
}

/** What light mode leaves out. */
export function asLight({ ssdFaces: _, inception: __, text: ___, ...raw }: BuiltinRaw): BuiltinRaw {
  return raw
}

export interface Share {
  count: number
  of: number
}

/** How often the tag for the first label that the detector knows is there. */
export function scoreMainObject(looked: readonly Looked[]): Share {
  const known = looked.filter(({ picture }) => mainObject(picture.labels) !== null)
  const found = known.filter((one) => tagsOf(one).has(mainObject(one.picture.labels) ?? ''))
  return { count: found.length, of: known.length }
}

export interface TagScore {
  label: string
  /** Pictures that have the tag; that have it rightly. */
  given: number
  right: number
  /** Pictures whose labels ask for it; those of them that have it. */
  wanted: number
  found: number
}

/** By tag, most frequent first. What a person saw that is not among the labels (by-eye.ts) counts as right. */
export function scoreTags(looked: readonly Looked[]): TagScore[] {
  const scores = new Map<string, TagScore>()
  for (const one of looked.filter(({ picture }) => picture.labels.length > 0)) {
    const wanted = rightTags(one.picture.labels)
    const seen = rightTags([...one.picture.labels, ...seenByEye(one.picture.path)])
    const given = tagsOf(one)
    for (const label of new Set([...wanted, ...given])) {
      const score = scores.get(label) ?? { label, given: 0, right: 0, wanted: 0, found: 0 }
      score.given += given.has(label) ? 1 : 0
      score.right += given.has(label) && seen.has(label) ? 1 : 0
      score.wanted += wanted.has(label) ? 1 : 0
      score.found += given.has(label) && wanted.has(label) ? 1 : 0
      scores.set(label, score)
    }
  }
  // What no tag has ever been is beyond the vocabulary.
  const known = [...scores.values()].filter(({ given }) => given > 0)
  return known.sort((a, b) => b.given - a.given || b.wanted - a.wanted)
}

/** Tags that nobody has confirmed, to be looked at by a person. */
export function listUnconfirmed(looked: readonly Looked[]): { path: string; tags: FoundTag[] }[] {
  return looked.flatMap((one) => {
    const { path, labels } = one.picture
    const seen = rightTags([...labels, ...seenByEye(path)])
    const tags = (one.findings.tags ?? []).filter(({ label }) => !seen.has(label))
    return labels.length > 0 && tags.length > 0 ? [{ path, tags }] : []
  })
}

function tagsOf({ findings }: Looked): Set<string> {
  return new Set((findings.tags ?? []).map(({ label }) => label))
}

export interface FaceScore {
  exact: Share
  missed: number
  extra: number
  /** Paths of those that are not exact, with what was found. */
  wrong: string[]
}

export function scoreFaces(looked: readonly Looked[]): FaceScore {
  const score: FaceScore = { exact: { count: 0, of: 0 }, missed: 0, extra: 0, wrong: [] }
  for (const { picture, findings } of looked) {
    if (!picture.faces || !findings.faces) continue
    const { min, max } = picture.faces
    const found = findings.faces.length
    const missed = Math.max(0, min - found)
    const extra = Math.max(0, found - max)
    score.exact.of += 1
    score.exact.count += missed + extra === 0 ? 1 : 0
    score.missed += missed
    score.extra += extra
    if (missed + extra > 0) score.wrong.push(`${picture.path}: ${found} of ${min}`)
  }
  return score
}

/** Pictures whose alert is at least likely. */
export function scoreAlert(looked: readonly Looked[], alert: 'adult' | 'racy'): string[] {
  return looked
    .filter(({ findings }) => (findings.alerts?.[alert]?.level ?? 0) >= 4)
    .map(({ picture }) => picture.path)
}

export function countAltTexts(looked: readonly Looked[]) {
  const texts = looked.map(({ findings }) => findings.alt_text)
  return {
    good: texts.filter((text) => text && !text.weak).length,
    weak: texts.filter((text) => text?.weak).length,
    none: texts.filter((text) => !text).length,
  }
}
