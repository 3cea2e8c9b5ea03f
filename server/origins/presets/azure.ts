import { Failure, isFailure } from '../../lib/failures.ts'
import { readSas } from '../azure/sas.ts'
import {
  type Fault,
  findEndpointFault,
  member,
  type PresetDeployment,
  prefixMember,
  preset,
  SECRET_HINT,
} from './preset.ts'
import { WHY_SEPARATE } from './upload-setups.ts'

const ACCOUNT = /^[a-z0-9]{3,24}$/
const CONTAINER = /^(?:\$root|\$web|[a-z0-9](?:-?[a-z0-9]){2,62})$/

function findFault(deployment: PresetDeployment): Fault | null {
  const { azure_account: account, azure_bucket: container } = deployment
  if (account !== undefined && !ACCOUNT.test(account)) {
    const detail = 'The name of a storage account has 3 to 24 small letters and digits.'
    return { member: 'azure_account', detail }
  }
  if (container !== undefined && !CONTAINER.test(container)) {
    const detail = 'The name of a container has 3 to 63 small letters, digits and single hyphens.'
    return { member: 'azure_bucket', detail }
  }
  if (deployment.azure_service_type && deployment.azure_service_type !== 'blob') {
    return { member: 'azure_service_type', detail: 'Only “blob” is supported, not file shares.' }
  }
  return findEndpointFault(deployment)
}

function readSecret(secret: string) {
  try {
    const { expiresAt } = readSas(secret)
    const seconds = expiresAt && Math.floor(expiresAt.getTime() / 1000)
    return { fault: null, facts: seconds === null ? {} : { azure_sas_expiry: seconds } }
  } catch (error) {
    if (isFailure(error)) return { fault: error.detail, facts: {} }
    throw error
  }
}

export const azure = preset({
  type: 'azure',
  name: 'Microsoft Azure',
  canList: true,
  uploads: 'through_vitrine',
  maxUploadBytes: 30_000_000,
  needsCors: false,
  refusesOverwrite: 'condition',
  members: [
    member('azure_account', 'Storage account', { required: true }),
    member('azure_bucket', 'Container', { required: true }),
    member('azure_sas_string', 'SAS token', {
      kind: 'secret',
      required: true,
      hint: `With the permissions Read and List; everything from the question mark on. ${SECRET_HINT}`,
    }),
    prefixMember('azure_prefix'),
    member('azure_service_type', 'Service', {
      kind: 'choice',
      choices: [{ value: 'blob', label: 'Blob' }],
    }),
    member('endpoint_url', 'Endpoint', {
      kind: 'url',
      hint: 'Only outside the public cloud, such as https://ACCOUNT.blob.core.chinacloudapi.cn.',
    }),
  ],
  uploadMembers: [
    member('azure_sas_string', 'SAS token', {
      kind: 'secret',
      required: true,
      hint: `With the permissions Read and Create. ${SECRET_HINT}`,
    }),
  ],
  uploadSetup: {
    why: WHY_SEPARATE,
    steps: [
      'In the Azure portal open the storage account, then the container, then Shared access tokens.',
      'Signing method: Account key. A token of the other kind ends after seven days.',
      'Permissions: Read and Create. Write as well only where programs may replace files.',
      'Set the expiry at least one year ahead: uploads stop then.',
      'Choose Generate SAS token and URL, and copy the Blob SAS token.',
    ],
    policy: null,
    cors: null,
  },
  place: ({ azure_account, azure_bucket, endpoint_url }) =>
    `${endpoint_url || 'azure'} ${azure_account} ${azure_bucket}`,
  findFault,
  readSecret,
  toConfig: (deployment, secrets) => {
    const { azure_sas_string: sas } = secrets
    if (!sas) throw new Failure('origin_refused', 'There is no SAS token.')
    return {
      type: 'azure',
      account: deployment.azure_account ?? '',
      container: deployment.azure_bucket ?? '',
      prefix: deployment.azure_prefix ?? '',
      sas,
      endpoint: deployment.endpoint_url || null,
    }
  },
})
