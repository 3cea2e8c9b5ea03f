import {
  findBucketFault,
  findRegionFault,
  member,
  prefixMember,
  preset,
  readKeys,
  SECRET_HINT,
} from './preset.ts'
import { S3_CORS, WHY_SEPARATE } from './upload-setups.ts'

const KEYS = ['s3_access_key', 's3_secret_key'] as const
const ROLE_HINT = 'Leave both keys empty to use the role of the machine that Vitrine runs on.'

export const s3 = preset({
  type: 's3',
  name: 'Amazon S3',
  canList: true,
  uploads: 'direct',
  maxUploadBytes: 5_000_000_000,
  needsCors: true,
  refusesOverwrite: 'condition',
  members: [
    member('s3_bucket', 'Bucket', { required: true }),
    member('region', 'Region', { hint: 'Such as eu-west-3. Left empty, it is found.' }),
    member('s3_access_key', 'Access key ID', { hint: ROLE_HINT }),
    member('s3_secret_key', 'Secret access key', { kind: 'secret', hint: SECRET_HINT }),
    prefixMember('s3_prefix'),
  ],
  uploadMembers: [
    member('s3_access_key', 'Access key ID', { hint: ROLE_HINT }),
    member('s3_secret_key', 'Secret access key', { kind: 'secret', hint: SECRET_HINT }),
  ],
  uploadSetup: {
    why: WHY_SEPARATE,
    steps: [
      'In the AWS console open IAM, then Users, and create a user for Vitrine’s uploads alone.',
      'Attach the policy below to it, or AmazonS3FullAccess if a broad policy is fine for you.',
      'Open the user, then Security credentials, and create an access key.',
      'Enter both halves of the key below. AWS shows the secret once.',
    ],
    policy: {
      title: 'Least-privilege policy',
      text: `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["s3:ListBucket", "s3:GetBucketLocation"],
      "Resource": "arn:aws:s3:::{bucket}"
    },
    {
      "Effect": "Allow",
      "Action": [
        "s3:GetObject",
        "s3:PutObject",
        "s3:AbortMultipartUpload",
        "s3:ListMultipartUploadParts"
      ],
      "Resource": "arn:aws:s3:::{bucket}/{prefix}*"
    }
  ]
}`,
    },
    cors: {
      title: 'CORS rule',
      steps: [
        'In the AWS console open the bucket, then Permissions.',
        'Scroll to Cross-origin resource sharing (CORS) and choose Edit.',
        'Paste the rule. If there are rules already, add this object to the list.',
      ],
      text: S3_CORS,
    },
  },
  secretOf: 's3_access_key',
  place: ({ s3_bucket }) => `aws ${s3_bucket}`,
  findFault: (deployment) =>
    findBucketFault('s3_bucket', deployment.s3_bucket) ?? findRegionFault(deployment),
  bucketWithoutRegion: ({ s3_bucket, region }) => (region ? null : (s3_bucket ?? null)),
  toConfig: (deployment, secrets) => ({
    type: 's3',
    bucket: deployment.s3_bucket ?? '',
    prefix: deployment.s3_prefix ?? '',
    region: deployment.region || null,
    endpoint: null,
    credentials: readKeys(deployment, secrets, KEYS),
  }),
})
