import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiFailure } from './api.ts'
import { describeFailure } from './failure-text.ts'

const refused = { title: 'Unauthorized', detail: 'This needs a valid API key.' }
const cases: [name: string, failure: Error, title: string][] = [
  ['no answer', new ApiFailure(0, 'GET /'), 'The server did not answer'],
  [
    'an ended session speaks of no API key',
    new ApiFailure(401, '/', refused),
    'Your session ended',
  ],
  ['a refusal carries its status', new ApiFailure(409, '/', { title: 'In use' }), 'In use (409)'],
  [
    'words of HTTP',
    new ApiFailure(400, '/', { title: 'Bad Request' }),
    'This is not possible (400)',
  ],
  ['a fault of our own', new TypeError('x is undefined'), 'This view stopped'],
]
for (const [name, failure, title] of cases) {
  test(name, () => assert.equal(describeFailure(failure).title, title))
}
