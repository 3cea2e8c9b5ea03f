import { parseArgs } from 'node:util'
import { S3_PROFILES, type S3Profile } from '../server/origins/s3-double/profile.ts'
import { startS3Double } from '../server/origins/s3-double/s3-double.ts'

/**
 * `npm run s3-double -- [--profile aws] [--port 9000] [--bucket NAME …] [--cors-origin ORIGIN …]
 * [--discards-bodies]`: an S3 in memory, to try Vitrine out with. Prints where it is, and its keys, as one
 * line of JSON; ends with Ctrl-C, and what was in it is gone.
 */
const { values } = parseArgs({
  options: {
    profile: { type: 'string', default: 'aws' },
    port: { type: 'string', default: '0' },
    bucket: { type: 'string', multiple: true, default: ['pictures'] },
    'cors-origin': { type: 'string', multiple: true, default: [] },
    'discards-bodies': { type: 'boolean', default: false },
  },
})

const profile = readProfile(values.profile)
const origins = values['cors-origin']
const double = await startS3Double({
  profile,
  port: Number(values.port),
  serverCorsOrigins: origins,
  discardsBodies: values['discards-bodies'],
})
for (const name of values.bucket) {
  const bucket = double.addBucket(name)
  if (origins.length > 0) bucket.cors = [ruleFor(origins)]
}
const { endpoint, region, credentials } = double
console.log(JSON.stringify({ endpoint, region, ...credentials, buckets: values.bucket, profile }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => double.close())

function readProfile(text: string): S3Profile {
  if (Object.hasOwn(S3_PROFILES, text)) return text as S3Profile
  throw new Error(`--profile is one of ${Object.keys(S3_PROFILES).join(', ')}.`)
}

/** What uploads from a browser need, and no more. */
function ruleFor(allowedOrigins: string[]) {
  const allowedHeaders = ['Content-Type', 'If-None-Match', 'x-goog-if-generation-match']
  return { allowedOrigins, allowedMethods: ['PUT'], allowedHeaders, exposeHeaders: ['ETag'] }
}
