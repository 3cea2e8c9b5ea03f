import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { Resource } from '../../contract/document.ts'
import type { RenderingPresetAttributes } from '../../contract/organising.ts'
import {
  createPreset,
  deletePreset,
  findPreset,
  listPresets,
  MOST_PRESETS,
  type RenderingPreset,
  updatePreset,
} from '../catalog/rendering-presets.ts'
import { findSearcher } from '../catalog/saved-searches.ts'
import type { Database } from '../db/tables.ts'
import { Failure } from '../lib/failures.ts'
import { LABEL } from './asset-input.ts'
import { resourceBody, unixSeconds } from './document.ts'
import { type Answer, type Endpoint, endpoint } from './routes.ts'
import { readVersion } from './version.ts'

interface PresetNeeds {
  db: Kysely<Database>
}

const PRESET = {
  type: 'rendering_presets',
  attributes: z.object({
    name: z.string(),
    query: z.string().meta({ description: 'Such as w=1600&auto=format,compress.' }),
    created_by: z.string().nullable().meta({ description: 'E-mail; null when the user is gone.' }),
    date_created: z.int(),
    date_modified: z.int(),
    version: z.int(),
  }) satisfies z.ZodType<RenderingPresetAttributes>,
}

const WRITABLE = { name: LABEL, query: z.string().max(2000).transform(readPresetQuery) }
const PARAMS = z.object({ id: z.uuid() })
const TAG = 'Rendering presets'

/** Ours: rendering parameters that people keep under a name, for everybody of the account. */
export function renderingPresetEndpoints(needs: PresetNeeds): Endpoint[] {
  return [listAll(needs), createOne(needs), readOne(needs), updateOne(needs), deleteOne(needs)]
}

function listAll({ db }: PresetNeeds): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/rendering_presets',
    operationId: 'listRenderingPresets',
    tag: TAG,
    summary: 'List the rendering presets of the account by name',
    description: `All of them at once: there are ${MOST_PRESETS} at most.`,
    permissions: ['asset_browse'],
    query: z.strictObject({}),
    answer: { resource: PRESET, list: 'whole' },
    async handle({ principal }) {
      return { data: (await listPresets(db, principal.accountId)).map(presentPreset) }
    },
  })
}

function createOne({ db }: PresetNeeds): Endpoint {
  return endpoint({
    method: 'POST',
    path: '/rendering_presets',
    operationId: 'createRenderingPreset',
    tag: TAG,
    summary: 'Keep rendering parameters under a name',
    description: `409 when there is one by this name, in any case, or when there are ${MOST_PRESETS}.`,
    permissions: ['asset_edit'],
    body: resourceBody(PRESET.type, z.strictObject(WRITABLE)),
    status: 201,
    answer: { resource: PRESET },
    tells: () => [{ kind: 'labels' }],
    async handle({ principal, body }) {
      const { accountId, userId, keyId } = principal
      const by = await findSearcher(db, { accountId, userId, keyId, isAdmin: false })
      return answerOne(await createPreset(db, by, body))
    },
  })
}

function readOne({ db }: PresetNeeds): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/rendering_presets/:id',
    operationId: 'getRenderingPreset',
    tag: TAG,
    summary: 'Read a rendering preset',
    description:
      'The ETag of the answer guards a change: send it as If-Match with PATCH or DELETE.',
    permissions: ['asset_browse'],
    params: PARAMS,
    answer: { resource: PRESET },
    async handle({ principal, params: { id } }) {
      const preset = await findPreset(db, principal.accountId, id)
      if (preset) return answerOne(preset)
      throw new Failure('not_found', 'There is no rendering preset with this id.')
    },
  })
}

function updateOne({ db }: PresetNeeds): Endpoint {
  return endpoint({
    method: 'PATCH',
    path: '/rendering_presets/:id',
    operationId: 'updateRenderingPreset',
    tag: TAG,
    summary: 'Change a rendering preset',
    description:
      'Members that are not sent stay. With If-Match: 412 when it was changed meanwhile.',
    permissions: ['asset_edit'],
    params: PARAMS,
    body: resourceBody(PRESET.type, z.strictObject(WRITABLE).partial()),
    answer: { resource: PRESET },
    tells: () => [{ kind: 'labels' }],
    async handle({ principal, params: { id }, body, headers }) {
      const change = { id, ifVersion: readVersion(headers.ifMatch), to: body }
      return answerOne(await updatePreset(db, principal.accountId, change))
    },
  })
}

function deleteOne({ db }: PresetNeeds): Endpoint {
  return endpoint({
    method: 'DELETE',
    path: '/rendering_presets/:id',
    operationId: 'deleteRenderingPreset',
    tag: TAG,
    summary: 'Forget a rendering preset',
    description: 'Answers with what it was.',
    permissions: ['asset_edit'],
    params: PARAMS,
    answer: { resource: PRESET },
    tells: () => [{ kind: 'labels' }],
    async handle({ principal, params: { id }, headers }) {
      const change = { id, ifVersion: readVersion(headers.ifMatch) }
      return { data: presentPreset(await deletePreset(db, principal.accountId, change)) }
    },
  })
}

const MOST_PARAMS = 60
const NAME = /^[a-z][a-z0-9-]{0,39}$/
/** They belong to one address, which a preset is not. */
const OF_ONE_ADDRESS = ['s', 'expires']

/**
 * Parameters in one way of writing: each name once, the last value counts, in the order given. What a value may be is
 * up to rendering, which says so in words.
 */
function readPresetQuery(text: string, context: z.RefinementCtx): string {
  const values = new Map(new URLSearchParams(text))
  const names = [...values.keys()]
  const refuse = (message: string) => {
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  }
  if (names.length > MOST_PARAMS) return refuse(`At most ${MOST_PARAMS} parameters.`)
  const wrong = names.find((name) => !NAME.test(name))
  if (wrong !== undefined) return refuse(`"${wrong.slice(0, 40)}" is no name of a parameter.`)
  const single = names.find((name) => OF_ONE_ADDRESS.includes(name))
  if (single) return refuse(`"${single}" belongs to one address and is no part of a preset.`)
  if ([...values.values()].some((value) => /\p{Cc}|\p{Cs}/u.test(value))) {
    return refuse('A value holds a character that cannot be stored.')
  }
  return [...values].map(([name, value]) => `${name}=${encode(value)}`).join('&')
}

/** What may stand in a query as it is stays readable. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll('%2C', ',').replaceAll('%3A', ':')
}

function answerOne(preset: RenderingPreset): Answer {
  return { data: presentPreset(preset), headers: { ETag: `"${preset.version}"` } }
}

function presentPreset(preset: RenderingPreset): Resource<string, RenderingPresetAttributes> {
  const { id, name, query, createdBy, createdAt, modifiedAt, version } = preset
  return {
    id,
    type: PRESET.type,
    attributes: {
      name,
      query,
      created_by: createdBy,
      date_created: unixSeconds(createdAt),
      date_modified: unixSeconds(modifiedAt),
      version,
    },
  }
}
