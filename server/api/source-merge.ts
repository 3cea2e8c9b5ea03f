import type { NewDeployment, Source } from '../catalog/sources.ts'
import type { StoredDeployment, StoredUploads } from '../db/tables.ts'
import { Failure } from '../lib/failures.ts'
import type { Preset, Secrets } from '../origins/presets/preset.ts'
import { presetOf } from '../origins/presets/presets.ts'
import { COMMON_MEMBERS, type CredentialsInput, type DeploymentInput } from './source-input.ts'

/** What becomes of a Source when somebody sends parts of it: pure, and the only place with rules about secrets. */

const DEPLOYMENT_POINTER = '/data/attributes/deployment'
const CREDENTIALS_POINTER = '/data/attributes/upload_credentials'

/**
 * The whole deployment after a change, and what to do with its secret. Members that were not sent, or sent as
 * null, stay; those of other types go.
 * @param present null for a new Source
 * @returns isElsewhere: other files are there than until now, so that a listing of the old ones is worth nothing
 * @throws Failure `invalid_body` naming a member that is missing or can't be right, or a secret that has to be
 *   sent again because it would go elsewhere
 */
export function mergeDeployment(
  present: Source | null,
  sent: DeploymentInput,
): { deployment: NewDeployment; secrets?: Secrets | null; isElsewhere: boolean } {
  const all: Record<string, unknown> = { ...present?.deployment, ...givenOf(sent) }
  const { type, storage_provider } = all as Partial<StoredDeployment> // as its schema read it
  if (type === undefined) throw missing(`${DEPLOYMENT_POINTER}/type`)
  const preset = presetOf({ type, ...(storage_provider && { storage_provider }) })
  const deployment = pickMembers(preset, all)
  requireMembers(preset, preset.about.deployment_members, {
    values: all,
    pointer: DEPLOYMENT_POINTER,
  })
  const fault = preset.findFault?.(deployment)
  if (fault) throw invalid(`${DEPLOYMENT_POINTER}/${fault.member}`, fault.detail)
  const changedType = present !== null && present.deployment.type !== type
  const secrets = planSecret({
    preset,
    members: preset.about.deployment_members,
    sent,
    values: all,
    pointer: DEPLOYMENT_POINTER,
    stored:
      present === null || present.sealedSecrets === null || changedType
        ? null
        : { values: present.deployment, moves: moves(present, deployment) },
  })
  const isElsewhere = changedType || hasOtherMembers(preset, present?.deployment, deployment)
  if (secrets === undefined) return { deployment, isElsewhere }
  const { azure_sas_expiry: _, ...rest } = deployment
  return { deployment: { ...rest, ...factsOf(preset, secrets) }, secrets, isElsewhere }
}

/** What counts of it: null says nothing, and an expiry is what the SAS itself says. */
function givenOf(sent: Record<string, unknown>): Record<string, unknown> {
  const given = Object.entries(sent).filter(
    ([name, value]) => value !== null && value !== undefined && name !== 'azure_sas_expiry',
  )
  return Object.fromEntries(given)
}

function pickMembers(preset: Preset, all: Record<string, unknown>): NewDeployment {
  const open = preset.about.deployment_members.filter(({ kind }) => kind !== 'secret')
  const kept = new Set([...COMMON_MEMBERS, ...open.map(({ name }) => name), 'azure_sas_expiry'])
  if (preset.about.storage_provider !== null) kept.add('storage_provider')
  const members = Object.entries(all).filter(([name]) => kept.has(name))
  // What was sent was read by the schemas, and what was stored was, too.
  const deployment = Object.fromEntries(members) as unknown as NewDeployment
  return preset.signedOnly ? { ...deployment, secure_url_enabled: true } : deployment
}

/** Whether other files are there than until now. */
function hasOtherMembers({ about }: Preset, before: object | undefined, after: object): boolean {
  const textOf = (deployment: object | undefined, name: string) =>
    JSON.stringify(deployment && Reflect.get(deployment, name))
  return about.deployment_members.some(
    ({ name, kind }) => kind !== 'secret' && textOf(before, name) !== textOf(after, name),
  )
}

/** Whether secrets would be sent elsewhere than until now. */
export function moves({ deployment: before }: Source, after: NewDeployment): boolean {
  return presetOf(before).place(before) !== presetOf(after).place(after)
}

/**
 * The upload credentials after a change.
 * @param sent undefined when nothing was said of them, null to remove them
 */
export function mergeUploads(
  present: Source | null,
  deployment: NewDeployment,
  sent: CredentialsInput | null | undefined,
): { uploads?: StoredUploads; uploadSecrets?: Secrets | null } {
  const before = present?.uploads ?? null
  const isSet = before !== null && before.credentials !== null
  const changedType = present !== null && present.deployment.type !== deployment.type
  const leaves = present !== null && moves(present, deployment)
  if (sent === undefined && !(isSet && leaves)) return {}
  if (sent === null || (sent === undefined && changedType)) {
    return isSet ? { uploads: untested(before, null), uploadSecrets: null } : {}
  }
  if (sent === undefined) throw sendAgain(CREDENTIALS_POINTER)
  const preset = presetOf(deployment)
  const members = preset.about.upload_members
  const given = givenOf(sent)
  if (members.length === 0) {
    if (Object.keys(given).length === 0) return {}
    throw invalid(CREDENTIALS_POINTER, `A ${preset.about.name} takes no upload credentials.`)
  }
  const stored = isSet && !changedType ? (before.credentials ?? {}) : null
  const all: Record<string, unknown> = { ...stored, ...given }
  requireMembers(preset, members, { values: all, pointer: CREDENTIALS_POINTER })
  const uploadSecrets = planSecret({
    preset,
    members,
    sent,
    values: all,
    pointer: CREDENTIALS_POINTER,
    stored:
      stored === null || present?.sealedUploadSecrets == null
        ? null
        : { values: stored, moves: leaves },
  })
  const open = members.filter(({ kind }) => kind !== 'secret').map(({ name }) => name)
  const facts = uploadSecrets === undefined ? stored : factsOf(preset, uploadSecrets)
  const kept = Object.entries(all).filter(([name]) => open.includes(name))
  const credentials = { ...facts, ...Object.fromEntries(kept) }
  const uploads = untested(before, credentials)
  return uploadSecrets === undefined ? { uploads } : { uploads, uploadSecrets }
}

/** What was measured with other credentials, or elsewhere, says nothing of these. */
export function untested(
  before: StoredUploads | null,
  credentials: StoredUploads['credentials'],
): StoredUploads {
  return {
    credentials,
    allows_overwrite: before?.allows_overwrite ?? false,
    overwriting: null,
    parts_refuse: false,
    checks: null,
    date_checked: null,
  }
}

interface SecretPlan {
  preset: Preset
  members: Preset['about']['deployment_members']
  sent: Record<string, unknown>
  /** All members after the change. */
  values: Record<string, unknown>
  pointer: string
  /** What stands beside the stored secret, and whether it would go elsewhere; null: there is none. */
  stored: { values: object; moves: boolean } | null
}

/** @returns undefined to keep what is stored */
function planSecret(plan: SecretPlan): Secrets | null | undefined {
  const { preset, members, sent, values, stored } = plan
  const { secret, secretOf } = preset
  const pointer = `${plan.pointer}/${secret}`
  if (secret === null) return null
  const owner = secretOf === null ? undefined : values[secretOf]
  const given = sent[secret]
  if (typeof given === 'string' && given !== '') {
    if (secretOf !== null && !owner) throw missing(`${plan.pointer}/${secretOf}`)
    const fault = preset.readSecret?.(given).fault
    if (fault) throw invalid(pointer, fault)
    return { [secret]: given }
  }
  const isRequired = members.some(({ name, required }) => name === secret && required)
  const isWanted = secretOf === null ? isRequired : Boolean(owner)
  if (!isWanted) return null
  if (stored === null) throw missing(pointer)
  const before: unknown = secretOf === null ? undefined : Reflect.get(stored.values, secretOf)
  if (stored.moves || before !== owner) throw sendAgain(pointer)
  return undefined
}

function factsOf(preset: Preset, secrets: Secrets | null) {
  const secret = preset.secret === null ? undefined : secrets?.[preset.secret]
  return secret === undefined ? {} : (preset.readSecret?.(secret).facts ?? {})
}

function requireMembers(
  { standIns }: Preset,
  members: Preset['about']['deployment_members'],
  { values, pointer }: Pick<SecretPlan, 'values' | 'pointer'>,
): void {
  const isThere = (name: string | undefined) => name !== undefined && Boolean(values[name])
  const absent = members.find(
    ({ name, kind, required }) =>
      required && kind !== 'secret' && !isThere(name) && !isThere(standIns[name]),
  )
  if (absent) throw missing(`${pointer}/${absent.name}`)
}

function missing(pointer: string): Failure {
  return invalid(pointer, 'This type of Source needs it.')
}

function sendAgain(pointer: string): Failure {
  const detail =
    'Where it is used changes, so it has to be sent again: a stored secret goes nowhere else.'
  return invalid(pointer, detail)
}

function invalid(pointer: string, detail: string): Failure {
  const name = pointer.replace('/data/attributes/', '').replaceAll('/', '.')
  return new Failure('invalid_body', `${name}: ${detail}`, { pointer })
}
