import { z } from 'zod'
import type { SourceTypeAttributes, SourceTypeMember } from '../../contract/resources.ts'
import { PRESETS, SOURCE_TYPES } from '../origins/presets/presets.ts'
import type { ResourceSchema } from './document.ts'
import { type Endpoint, endpoint } from './routes.ts'

const MEMBER = z.object({
  name: z.string(),
  label: z.string(),
  hint: z.string().nullable(),
  kind: z.enum(['text', 'secret', 'url', 'path', 'choice']),
  choices: z.array(z.object({ value: z.string(), label: z.string() })).optional(),
  folders: z.array(z.string()).optional().meta({
    description:
      'Only with the permission Sources: the folders of the server that it has to be one of, or below.',
  }),
  required: z.boolean(),
}) satisfies z.ZodType<SourceTypeMember>

const TITLED = z.object({ title: z.string(), text: z.string() })

const SOURCE_TYPE = {
  type: 'source_types',
  attributes: z.object({
    name: z.string(),
    type: z.enum(SOURCE_TYPES),
    storage_provider: z.string().nullable(),
    can_list: z.boolean(),
    uploads: z.enum(['direct', 'through_vitrine', 'none']),
    max_upload_bytes: z.int().nullable(),
    needs_cors: z.boolean(),
    refuses_overwrite: z.enum(['condition', 'generation', 'file_system', 'measured']).nullable(),
    endpoint_pattern: z.string().nullable(),
    deployment_members: z.array(MEMBER),
    upload_members: z.array(MEMBER),
    upload_setup: z
      .object({
        why: z.string(),
        steps: z.array(z.string()),
        policy: TITLED.nullable(),
        cors: TITLED.extend({ steps: z.array(z.string()) }).nullable(),
      })
      .nullable()
      .meta({ description: '{origin}, {bucket} and {prefix} are to be filled in.' }),
  }) satisfies z.ZodType<SourceTypeAttributes>,
} satisfies ResourceSchema

export function sourceTypeEndpoints(localRoots: readonly string[]): Endpoint[] {
  return [
    endpoint({
      method: 'GET',
      path: '/source_types',
      operationId: 'listSourceTypes',
      tag: 'Sources',
      summary: 'What differs between the kinds of storage',
      description: 'Ours. The id is the type, or `s3_compatible/<provider>`.',
      permissions: [],
      answer: { resource: SOURCE_TYPE, list: 'whole' },
      async handle({ principal }) {
        const folders = principal.permissions.has('sources') ? localRoots : null
        const data = PRESETS.map(({ id, about }) => ({
          id,
          type: 'source_types',
          attributes: folders ? nameFolders(about, folders) : about,
        }))
        return { data }
      },
    }),
  ]
}

/** Where folders of the server may be, which is not for everybody to know. */
function nameFolders(
  about: SourceTypeAttributes,
  folders: readonly string[],
): SourceTypeAttributes {
  const deployment_members = about.deployment_members.map((member) =>
    member.kind === 'path' ? { ...member, folders: [...new Set(folders)] } : member,
  )
  return { ...about, deployment_members }
}
