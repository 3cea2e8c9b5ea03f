import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { isFailure } from '../lib/failures.ts'
import { jsonPointer, pickFields, readFields } from './document.ts'

const NOTE = {
  type: 'notes',
  attributes: z.object({
    name: z.string(),
    place: z.object({ city: z.string(), zip: z.string() }),
  }),
}
const note = {
  id: '1',
  type: 'notes' as const,
  attributes: { name: 'x', place: { city: 'Bern', zip: '3000' } },
}

const cases: [fields: string, attributes: object][] = [
  ['name', { name: 'x' }],
  ['place', { place: { city: 'Bern', zip: '3000' } }],
  ['place.zip', { place: { zip: '3000' } }],
  ['place.zip,place.city,name,', { place: { zip: '3000', city: 'Bern' }, name: 'x' }],
  ['place.nothing', { place: {} }],
  ['', {}],
]
for (const [fields, attributes] of cases) {
  test(`fields[notes]=${fields}`, () => {
    const picked = pickFields(note, readFields(fields, NOTE) ?? [])
    assert.deepEqual(picked, { id: '1', type: 'notes', attributes })
  })
}

test('a field that the resource does not have is named', () => {
  assert.equal(readFields(undefined, NOTE), null)
  for (const field of ['nope', 'nope.name', 'constructor', '__proto__']) {
    assert.throws(
      () => readFields(`name,${field}`, NOTE),
      (error) => isFailure(error, 'invalid_parameter') && error.parameter === 'fields[notes]',
    )
  }
})

test('a JSON pointer escapes what has a meaning in it', () => {
  assert.equal(jsonPointer([]), '')
  assert.equal(jsonPointer(['data', 0, 'a/b~c']), '/data/0/a~1b~0c')
})
