import assert from 'node:assert/strict'
import type { DuplicateGroupAttributes, NewDuplicateDecision } from '../../contract/searching.ts'
import { groupDuplicates } from '../catalog/likeness/group-duplicates.ts'
import type { AssetFacts } from '../catalog/save-reads.ts'
import type { TestLibrary } from './test-library.ts'

/** What tests about copies start from. */

export interface ShownGroup {
  id: string
  paths: string[]
  group: DuplicateGroupAttributes
}

/** Facts of a file with this content, and this look if it is a picture. */
export function file(content: string, look: bigint | null = null, facts: Partial<AssetFacts> = {}) {
  const perceptualHash = look === null ? null : look.toString(16).padStart(16, '0')
  const none = { colors: [], namedColors: {}, averageLuminance: 0, blurhash: '' }
  const contentHash = Buffer.from(content.padEnd(32, '.')).toString('hex')
  return { contentHash, pixels: { ...none, perceptualHash }, ...facts }
}

/** Another hash that differs in the last so many bits. */
export const flip = (look: bigint, bits: number) => look ^ ((1n << BigInt(bits)) - 1n)
export const LOOK = 0x1234_5678_9abc_def0n

/** What people do about the copies of a library, through the API; groups are always up to date. */
export function duplicatesOf(library: TestLibrary) {
  const here = `/sources/${library.source.publicId}`
  const { db } = library.database

  async function grouped(): Promise<void> {
    while (await groupDuplicates(db, library.source.id));
  }

  async function groups(query = ''): Promise<ShownGroup[]> {
    const answer = await library.send('GET', `${here}/duplicates?${query}`)
    assert.equal(answer.statusCode, 200, answer.body)
    return answer
      .json()
      .data.map(({ id, attributes }: { id: string; attributes: DuplicateGroupAttributes }) => {
        const paths = attributes.assets.map(({ origin_path }) => origin_path).sort()
        return { id, paths, group: attributes }
      })
  }

  function decide(...decisions: NewDuplicateDecision[]) {
    const data = { type: 'duplicate_decisions', attributes: { decisions } }
    return library.send('POST', `${here}/duplicates/decisions`, data)
  }

  return {
    here,
    grouped,
    groups,
    decide,
    paths: async (query = '') => (await groups(query)).map((group) => group.paths),
    put: async (files: Record<string, ReturnType<typeof file>>) => {
      await library.addFiles(files)
      await grouped()
    },
    decided: async (...decisions: NewDuplicateDecision[]): Promise<string[]> => {
      const answer = await decide(...decisions)
      assert.equal(answer.statusCode, 201, answer.body)
      await grouped()
      return answer.json().data.map(({ id }: { id: string }) => id)
    },
    takeBack: async (id = '') => {
      const answer = await library.send('DELETE', `${here}/duplicates/decisions/${id}`)
      assert.equal(answer.statusCode, 200, answer.body)
      await grouped()
    },
    takeBackMany: async (ids: string[]) => {
      const data = { type: 'duplicate_decisions', attributes: { ids } }
      const answer = await library.send('POST', `${here}/duplicates/decisions/undo`, data)
      await grouped()
      return answer
    },
    asset: async (path: string) => {
      const answer = await library.send('GET', `${here}/assets${path}`)
      assert.equal(answer.statusCode, 200, answer.body)
      return answer.json().data.attributes
    },
    /** No assets, no decisions. */
    empty: async () => {
      await db.deleteFrom('assets').execute()
      await db.deleteFrom('duplicate_decisions').execute()
      await grouped()
    },
  }
}
