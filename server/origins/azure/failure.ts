import { Failure, isErrno } from '../../lib/failures.ts'
import { explainNetwork, unasked } from '../network-failure.ts'
import type { Sas } from './sas.ts'

/** Where we were and with what, for the text. */
export interface AzurePlace {
  account: string
  container: string
  host: string
  sas: Sas
}

/** An answer that says no. Its text is Azure's, of which only the code is believed. */
export class AzureRefusal extends Error {
  readonly status: number
  /** Azure's own, such as BlobNotFound; empty when the answer names none. */
  readonly code: string

  constructor(status: number, code: string) {
    super(`status ${status} ${code}`)
    this.name = 'AzureRefusal'
    this.status = status
    this.code = code
  }
}

type Sentence = (place: AzurePlace) => string

const noContainer: Sentence = ({ container, account }) =>
  `There is no container “${container}” in the storage account “${account}”.`
const wrongSignature: Sentence = ({ account }) =>
  `The SAS token does not belong to the storage account “${account}” and this container, is not complete, or the key that signed it was renewed.`
const archived: Sentence = () =>
  'The file is in the archive tier and has to be rehydrated before it can be read.'
const immutable: Sentence = ({ container }) =>
  `A policy of the container “${container}” does not let the file be changed.`

/** Azure's own error codes. */
const REFUSALS: Record<string, Sentence> = {
  ContainerNotFound: noContainer,
  ContainerBeingDeleted: noContainer,
  ContainerDisabled: ({ container }) => `The container “${container}” was disabled.`,
  AccountIsDisabled: ({ account }) => `The storage account “${account}” was disabled.`,
  AuthenticationFailed: wrongSignature,
  InvalidAuthenticationInfo: wrongSignature,
  NoAuthenticationInformation: wrongSignature,
  // Azurite says so of a wrong signature, too.
  AuthorizationFailure: ({ account }) =>
    `The storage account “${account}” refused access: the SAS token is not for it, or its firewall does not let this machine in.`,
  AuthorizationPermissionMismatch: ({ sas }) =>
    `The SAS token lacks a permission${sas.permissions === null ? '' : ` (it has sp=${sas.permissions})`}: listing needs l, reading r, uploading c or w, replacing w.`,
  AuthorizationResourceTypeMismatch: ({ sas }) =>
    `The SAS token needs the resource types Container and Object (srt=co)${sas.resourceTypes === null ? '' : `; it has srt=${sas.resourceTypes}`}.`,
  AuthorizationServiceMismatch: () => 'The SAS token is not for the service “Blob” (ss=b).',
  AuthorizationSourceIPMismatch: () =>
    'The SAS token is for other addresses (sip) than that of this machine.',
  AuthorizationProtocolMismatch: () => 'The SAS token is for https alone.',
  KeyBasedAuthenticationNotPermitted: ({ account }) =>
    `The storage account “${account}” takes no SAS tokens that were signed by its key.`,
  PublicAccessNotPermitted: wrongSignature,
  BlobArchived: archived,
  BlobBeingRehydrated: archived,
  BlobImmutableDueToPolicy: immutable,
  BlobImmutableDueToLegalHold: immutable,
  LeaseIdMissing: () => 'Somebody has a lease on the file, so that nobody else may change it.',
  InvalidBlobType: () => 'There is an append blob or a page blob, which can’t be replaced.',
  RequestBodyTooLarge: ({ host }) => `The file is larger than ${host} takes.`,
}

/** Any error of a request as a Failure for the person who set the Origin up. */
export function explainAzure(cause: unknown, place: AzurePlace): Failure {
  if (cause instanceof Failure) return cause
  if (cause instanceof AzureRefusal) return explainRefusal(cause, place)
  if (!(cause instanceof Error)) return unasked(cause, place.host)
  if ('hostname' in cause && isErrno(cause, 'ENOTFOUND')) {
    const account = `${place.account}.`
    const which = place.host.startsWith(account) ? `storage account “${place.account}”` : 'host'
    return unreachable(`There is no ${which}: ${cause.hostname} is not known.`, cause)
  }
  const network = explainNetwork(cause, place.host)
  if (network) return network
  if ('code' in cause && String(cause.code).startsWith('HPE_')) return notAzure(place, cause)
  return unasked(cause, place.host)
}

function explainRefusal(cause: AzureRefusal, place: AzurePlace): Failure {
  const { status, code } = cause
  const refuse = (detail: string) => new Failure('origin_refused', detail, { cause })
  if (status === 429 || status >= 500) {
    return unreachable(`${place.host} can’t answer at the moment (status ${status}).`, cause)
  }
  if (status === 401 || status === 403) {
    // Azure calls it a wrong signature when the time is over.
    const validity = findOutdated(place.sas, new Date())
    if (validity) return refuse(validity)
  }
  if (Object.hasOwn(REFUSALS, code)) return refuse(REFUSALS[code]?.(place) ?? '')
  if (status === 401 || status === 403) return refuse(wrongSignature(place))
  return notAzure(place, cause, ` (status ${status}${/^\w{1,60}$/.test(code) ? `, ${code}` : ''})`)
}

function findOutdated({ expiresAt, startsAt }: Sas, now: Date): string | null {
  if (expiresAt && expiresAt <= now) {
    return `The SAS token expired on ${writeTime(expiresAt)}; make a new one and enter it.`
  }
  if (startsAt && startsAt > now) {
    return `The SAS token is valid only from ${writeTime(startsAt)} on; or the clock of this machine is wrong.`
  }
  return null
}

function writeTime(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' at ')} UTC`
}

export function notAzure({ host }: AzurePlace, cause?: unknown, how = ''): Failure {
  return new Failure('origin_refused', `${host} does not answer as Azure does${how}.`, { cause })
}

function unreachable(detail: string, cause: unknown): Failure {
  return new Failure('origin_unreachable', detail, { cause })
}
