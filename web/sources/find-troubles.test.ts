import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Source } from '../lib/sources.ts'
import { findTroubles, judgeSasEnd } from './find-troubles.ts'

const NOW = new Date('2026-11-22T12:00:00Z')
const DAY = 86_400
const in_ = (days: number) => NOW.getTime() / 1000 + days * DAY

interface Facts {
  enabled?: boolean
  error?: string
  reads?: number
  uploads?: number
}

function sourceOf({ enabled = true, error, reads, uploads }: Facts): Source {
  const attributes = {
    enabled,
    indexing: { state: error ? 'failed' : 'idle', error: error ?? null },
    deployment: { azure_sas_expiry: reads },
    uploads: { credentials: uploads ? { azure_sas_expiry: uploads } : null },
  }
  return { id: '1', type: 'sources', attributes } as unknown as Source
}

describe('the end of a token', () => {
  const ends = [
    [-1, 'over'],
    [0, 'over'],
    [13.9, 'soon'],
    [14.1, 'far'],
  ] as const
  for (const [days, end] of ends) {
    test(`in ${days} days: ${end}`, () => assert.equal(judgeSasEnd(in_(days), NOW), end))
  }
})

describe('troubles', () => {
  const found = (facts: Facts) =>
    findTroubles(sourceOf(facts), NOW, (seconds) => `day ${(seconds - in_(0)) / DAY}`)

  test('none', () => assert.deepEqual(found({ reads: in_(90), uploads: in_(90) }), []))

  test('each leads to where it is solved', () => {
    const all = found({ error: 'Refused.', reads: in_(-3), uploads: in_(5) })
    assert.deepEqual(
      all.map(({ tone, title, action }) => [tone, title, action.to]),
      [
        ['danger', 'indexing stopped', '/settings/sources/1'],
        ['danger', 'the SAS token has expired', '/settings/sources/1'],
        ['warn', 'the SAS token for uploads expires soon', '/settings/sources/1/upload'],
      ],
    )
    assert.match(all[2]?.text ?? '', /^It ends on day 5\./)
  })

  test('a paused source has none', () => {
    assert.deepEqual(found({ enabled: false, error: 'Refused.', reads: in_(-3) }), [])
  })
})
