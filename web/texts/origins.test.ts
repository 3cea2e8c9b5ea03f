import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PRESETS } from '../../server/origins/presets/presets.ts'
import { texts } from './en/origins.ts'

test('what the server says of kinds of storage is known word for word', () => {
  const known = new Set(Object.values(texts))
  const said = PRESETS.flatMap(({ about }) => {
    const { deployment_members, upload_members, upload_setup: setup } = about
    const hints = [...deployment_members, ...upload_members].map(({ hint }) => hint)
    const steps = [...(setup?.steps ?? []), ...(setup?.cors?.steps ?? [])]
    return [...hints, setup?.why, ...steps]
  })
  const isSentence = (text: string | null | undefined) => text && !text.startsWith('aws ')
  assert.deepEqual(
    said.filter((text) => isSentence(text) && !known.has(text ?? '')),
    [],
  )
})
