import assert from 'node:assert/strict'
import { test } from 'node:test'
import { QueryClient } from '@tanstack/react-query'
import { keepFormerTags } from './former-tags.ts'

const asset = { sourceId: '5ae5', path: '/a.jpg' }

test('a removed tag keeps its former number, a changed one the newest', () => {
  const client = new QueryClient()
  keepFormerTags(client, asset, { Canal: 0.83, House: 0.6 })
  keepFormerTags(client, asset, { Canal: 0, House: 0.7 })
  const kept = client.getQueryData(['former-tags', asset.sourceId, asset.path])
  assert.deepEqual(kept, { Canal: 0.83, House: 0.7 })
})
