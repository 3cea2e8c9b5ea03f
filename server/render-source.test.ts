import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SourceType } from '../contract/resources.ts'
import { DEPLOYMENT_DEFAULTS } from './catalog/sources.ts'
import { openOrigin } from './origins/index.ts'
import { readNetworkAllowList } from './origins/network-guard.ts'
import { toRenderSource } from './render-source.ts'

const allowPrivate = readNetworkAllowList('')
const config = { type: 'webproxy', credentials: null, redirectHosts: [] } as const
const origin = openOrigin(config, { allowPrivate })

const cases: [type: SourceType, secure: boolean, signed: boolean][] = [
  ['local', false, false],
  ['local', true, true],
  ['s3', false, false],
  ['webfolder', false, false],
  ['webfolder', true, true],
  ['webproxy', false, true],
  ['webproxy', true, true],
]
for (const [type, secure, signed] of cases) {
  test(`${type}, secure_url_enabled ${secure}: ${signed ? 'signed only' : 'open'}`, () => {
    const asked = { type, imgix_subdomains: ['x'], secure_url_enabled: secure }
    const deployment = { ...DEPLOYMENT_DEFAULTS, annotation: '', ...asked }
    const purges = { count: 0, below: [] }
    const source = { publicId: 'a1', enabled: true, deployment, secureUrlToken: 'token', purges }
    const { secureUrlToken } = toRenderSource({ source, origin })
    assert.equal(secureUrlToken, signed ? 'token' : null)
  })
}
