import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { AssetAttributes, AssetPatch } from '../../contract/resources.ts'
import { MOST_LABELS } from '../catalog/bulk/bulk-asset.ts'
import { Failure } from '../lib/failures.ts'
import { ASSET } from './asset-resource.ts'
import { isStorable } from './source-input.ts'

const text = (maxLength: number) =>
  z.string().max(maxLength).refine(isStorable, 'This holds a character that cannot be stored.')
/** Composed, so that what looks the same is the same. */
export const LABEL = text(200).normalize('NFC').trim().min(1)

/** As the file has it: otherwise one could not be removed. */
export const TAG = text(200).trim().min(1)

/** Labels → values; a limit on their number keeps one asset from filling the index. */
const labelled = <Value extends z.ZodType>(label: typeof LABEL, value: Value) =>
  z
    .record(label, value)
    .refine((record) => Object.keys(record).length <= MOST_LABELS, `At most ${MOST_LABELS}.`)

export const ALT_TEXT = text(2000).nullable()
export const CUSTOM_FIELDS = labelled(LABEL, text(2000))

export const WRITABLE = {
  name: text(1000).nullable(),
  description: text(20_000).nullable(),
  alt_text: ALT_TEXT.meta({ description: 'null empties it.' }),
  categories: z.array(LABEL).max(MOST_LABELS),
  custom_fields: CUSTOM_FIELDS.nullable()
    .transform((fields) => fields ?? {})
    .meta({ description: 'Replaced as a whole: what is left out is gone.' }),
  tags: labelled(TAG, z.number().min(0).max(1)).meta({
    description:
      'Only the given labels change; 0 removes one, and analysis does not bring it back.',
  }),
}

/** What a row of an import may say: the same, and nothing else. */
export const ASSET_PATCH = z.strictObject(WRITABLE).partial()

const LEVEL = z.int().min(1).max(5).nullable().meta({
  description: '1 (doubtful) to 5 (probable), kept as by a person; null gives it back to analysis.',
})
const LEVELS = {
  warning_adult: LEVEL,
  warning_medical: LEVEL,
  warning_racy: LEVEL,
  warning_spoof: LEVEL,
  warning_violence: LEVEL,
}

/** What a PATCH may say. Read-only members are let through here and looked at by readPatch. */
export const ASSET_INPUT = z
  .object({ ...WRITABLE, ...LEVELS })
  .partial()
  .catchall(z.unknown())

const CHANGEABLE: ReadonlySet<string> = new Set(Object.keys({ ...WRITABLE, ...LEVELS }))

/**
 * The members that are to change. Clients send back what they have read: read-only members with their present
 * value are left out, and so is what is switched off and therefore looks empty.
 * @throws Failure `invalid_body` naming a member that is unknown, or read-only and another than now
 */
export function readPatch(
  sent: z.output<typeof ASSET_INPUT>,
  { shown, stored }: { shown: AssetAttributes; stored: AssetAttributes },
): AssetPatch {
  const patch: [string, unknown][] = []
  for (const [member, value] of Object.entries(sent)) {
    if (CHANGEABLE.has(member)) {
      patch.push([member, value])
      continue
    }
    const pointer = `/data/attributes/${member}`
    if (!Object.hasOwn(ASSET.attributes.shape, member)) {
      throw new Failure('invalid_body', `"${member}" is no member of assets.`, { pointer })
    }
    if (isDeepStrictEqual(value, shown[member as keyof AssetAttributes])) continue // as seen above
    throw new Failure('invalid_body', `"${member}" cannot be changed.`, { pointer })
  }
  const isHidden = (name: string, value: unknown) => {
    const member = name as keyof AssetPatch // as patch has it
    return isDeepStrictEqual(value, shown[member]) && !isDeepStrictEqual(value, stored[member])
  }
  return Object.fromEntries(
    patch.filter(([name, value]) => value !== undefined && !isHidden(name, value)),
  )
}
