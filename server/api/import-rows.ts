import { z } from 'zod'
import type { ImportPatch } from '../catalog/bulk/bulk-asset.ts'
import type { ImportRow } from '../catalog/bulk/bulk-imports.ts'
import { isFailure } from '../lib/failures.ts'
import { ASSET_PATCH, CUSTOM_FIELDS, LABEL } from './asset-input.ts'
import { readOriginPath } from './routes.ts'

/** What a line of a file says, whatever the file's format is: about which asset, and what it is to become. */
export interface SaidRow {
  /** From 1 on: of CSV its line, of JSON its place. */
  row: number
  /** With or without a leading slash; null when there is none. */
  originPath: string | null
  /** As assets have it; looked at where there is no path. */
  id: string | null
  /** Not yet checked. */
  patch: object
}

const PATCH = ASSET_PATCH.extend({
  set_custom_fields: CUSTOM_FIELDS.optional(),
  remove_custom_fields: z.array(LABEL).optional(),
})

/** Reads it as a PATCH is read; what is wrong with it becomes the sentence that it is refused with. */
export function readImportRow(sid: string, { row, originPath, id, patch }: SaidRow): ImportRow {
  const refuse = (problem: string, path: string | null): ImportRow => ({
    row,
    path,
    patch: null,
    problem,
  })
  const named = originPath ?? pathOfId(sid, id)
  if (named === null) {
    const problem = id ? `The id "${cut(id)}" is of no asset of this Source.` : 'It names no asset.'
    return refuse(problem, null)
  }
  const path = readPath(named)
  if (path === null) return refuse(`"${cut(named)}" is no path that an asset can have.`, null)
  const read = PATCH.safeParse(patch)
  const problem = read.success ? findForbidden(patch) : writeIssue(read.error.issues[0])
  if (problem !== null || !read.data) return refuse(problem ?? '', path)
  return { row, path, patch: read.data satisfies ImportPatch, problem: null }
}

function pathOfId(sid: string, id: string | null): string | null {
  return id?.startsWith(`${sid}/`) ? id.slice(sid.length + 1) : null
}

function readPath(named: string): string | null {
  try {
    return readOriginPath(named.replace(/^\//, ''))
  } catch (error) {
    if (isFailure(error, 'invalid_path')) return null
    throw error
  }
}

/** Objects cannot have such a member, and it would be lost without a word. */
function findForbidden(patch: object): string | null {
  const forbidden = Object.values(patch).some(
    (value) => typeof value === 'object' && value !== null && Object.hasOwn(value, '__proto__'),
  )
  return forbidden ? 'Nothing can be called "__proto__".' : null
}

const MEMBERS: Readonly<Record<string, string>> = {
  set_custom_fields: 'custom_fields',
  remove_custom_fields: 'custom_fields',
}

function writeIssue(issue: z.core.$ZodIssue | undefined): string {
  const [member = '', ...rest] = (issue?.path ?? []).map(String)
  const place = [MEMBERS[member] ?? member, ...rest.map(cut)].join('.')
  const why =
    issue?.code === 'unrecognized_keys' ? `${issue.keys[0]} is not known.` : issue?.message
  return place === '' ? (why ?? '') : `${place}: ${why}`
}

/** For a sentence, which the database has to hold. */
export function cut(text: string): string {
  const shown = text.slice(0, 100).replaceAll('\0', '\uFFFD').toWellFormed()
  return text.length > 100 ? `${shown}…` : shown
}
