import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { QueryClient } from '@tanstack/react-query'
import { sessionQuery, signIn } from './session.ts'

const fetchBefore = globalThis.fetch
const client = new QueryClient()
after(() => {
  globalThis.fetch = fetchBefore
  client.clear()
})

/** Signs in as this user: the network ends here. */
async function signInAs(id: string): Promise<void> {
  const attributes = { user: { id, email: `${id}@example.com`, name: null }, csrf_token: 'x' }
  globalThis.fetch = async () => Response.json({ data: { id, type: 'sessions', attributes } })
  await signIn(client, { email: `${id}@example.com`, password: 'secret' })
}

test('who signs in after somebody else sees nothing of what they had loaded', async () => {
  await signInAs('ada')
  client.setQueryData(['users'], ['a secret'])
  await signInAs('ada')
  assert.deepEqual(client.getQueryData(['users']), ['a secret'])
  await signInAs('eve')
  assert.equal(client.getQueryData(['users']), undefined)
  assert.equal(client.getQueryData(sessionQuery.queryKey)?.user.id, 'eve')
})
