import {
  findBucketFault,
  findEndpointFault,
  member,
  prefixMember,
  preset,
  requireKeys,
  SECRET_HINT,
} from './preset.ts'
import { WHY_SEPARATE } from './upload-setups.ts'

const KEYS = ['gcs_access_key', 'gcs_secret_key'] as const
const ENDPOINT = 'https://storage.googleapis.com'

const keyMembers = [
  member('gcs_access_key', 'Access key', {
    required: true,
    hint: 'Of an HMAC key (Cloud Storage, Settings, Interoperability); begins with GOOG.',
  }),
  member('gcs_secret_key', 'Secret', { kind: 'secret', required: true, hint: SECRET_HINT }),
]

export const gcs = preset({
  type: 'gcs',
  name: 'Google Cloud Storage',
  canList: true,
  uploads: 'direct',
  maxUploadBytes: 5_000_000_000,
  needsCors: true,
  refusesOverwrite: 'generation',
  members: [
    member('gcs_bucket', 'Bucket', { required: true }),
    ...keyMembers,
    prefixMember('gcs_prefix'),
    member('endpoint_url', 'Endpoint', {
      kind: 'url',
      hint: 'Only for a private address of Google’s own, such as a Private Service Connect endpoint.',
    }),
  ],
  uploadMembers: keyMembers,
  uploadSetup: {
    why: WHY_SEPARATE,
    steps: [
      'In the Google Cloud console create a service account for Vitrine’s uploads alone.',
      'Open the bucket, then Permissions, and grant that account the roles below on this bucket.',
      'Open Cloud Storage, then Settings, then Interoperability.',
      'Choose Create a key for a service account, and pick that account.',
      'Enter both halves of the key below. Google shows the secret once.',
    ],
    policy: {
      title: 'Roles of the service account, on the bucket alone',
      text: `gcloud storage buckets add-iam-policy-binding gs://{bucket} \\
  --member=serviceAccount:ACCOUNT --role=roles/storage.objectViewer
gcloud storage buckets add-iam-policy-binding gs://{bucket} \\
  --member=serviceAccount:ACCOUNT --role=roles/storage.objectCreator`,
    },
    cors: {
      title: 'cors.json',
      steps: [
        'Save the rule as cors.json. If there are rules already, put them behind it: Google takes the first that fits.',
        'Run: gcloud storage buckets update gs://{bucket} --cors-file=cors.json',
      ],
      text: `[
  {
    "origin": ["{origin}"],
    "method": ["PUT"],
    "responseHeader": ["content-type", "x-goog-if-generation-match"],
    "maxAgeSeconds": 3600
  }
]`,
    },
  },
  secretOf: 'gcs_access_key',
  place: ({ endpoint_url, gcs_bucket }) => `${endpoint_url || ENDPOINT} ${gcs_bucket}`,
  findFault: (deployment) =>
    findBucketFault('gcs_bucket', deployment.gcs_bucket) ?? findEndpointFault(deployment),
  toConfig: (deployment, secrets) => ({
    type: 's3',
    dialect: 'gcs',
    bucket: deployment.gcs_bucket ?? '',
    prefix: deployment.gcs_prefix ?? '',
    region: 'auto',
    endpoint: deployment.endpoint_url || ENDPOINT,
    credentials: requireKeys(deployment, secrets, KEYS),
  }),
})
