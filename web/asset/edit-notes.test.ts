import assert from 'node:assert/strict'
import { test } from 'node:test'
import { QueryClient } from '@tanstack/react-query'
import { type EditNote, keepUnsaved, settleEditNote } from './edit-notes.ts'

const asset = { sourceId: '5ae5', path: '/a.jpg' }
const failure = new Error('The server did not answer.')

function noteOf(client: QueryClient) {
  return client.getQueryData<EditNote>(['edit-note', asset.sourceId, asset.path])
}

test('a second change that fails joins the first', () => {
  const client = new QueryClient()
  keepUnsaved(client, asset, { patch: { name: 'A' }, failure })
  keepUnsaved(client, asset, { patch: { description: 'B' }, failure })
  assert.deepEqual(noteOf(client)?.unsaved?.patch, { name: 'A', description: 'B' })
})

test('saving another part leaves what waits', () => {
  const client = new QueryClient()
  keepUnsaved(client, asset, { patch: { name: 'A' }, failure })
  settleEditNote(client, asset, { categories: ['Hero'] })
  assert.deepEqual(noteOf(client)?.unsaved?.patch, { name: 'A' })
  settleEditNote(client, asset, { name: 'A' })
  assert.equal(noteOf(client)?.unsaved, null)
})
