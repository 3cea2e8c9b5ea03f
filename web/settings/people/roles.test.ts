import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Permission } from '../../../contract/resources.ts'
import { RIGHTS, type Right, ROLES, roleMay, roleOf } from './roles.ts'

const cases: [permissions: Permission[], role: string][] = [
  [['account_admin'], 'admin'],
  [['sources', 'account_admin'], 'admin'],
  [['asset_browse'], 'viewer'],
  [['asset_purge', 'asset_edit'], 'editor'],
  [['sources', 'asset_purge', 'asset_browse', 'asset_edit'], 'developer'],
  [['asset_edit'], 'custom'],
  [[], 'custom'],
  [['analytics', 'asset_browse'], 'custom'],
]
for (const [permissions, role] of cases) {
  test(`${permissions.join(' and ') || 'nothing'} is ${role}`, () => {
    assert.equal(roleOf(permissions), role)
  })
}

test('each role may what the one before it may, and more', () => {
  const rights = Object.keys(RIGHTS) as Right[]
  const sets = ROLES.map((role) => rights.filter((right) => roleMay(role, right)))
  for (const [i, set] of sets.slice(1).entries()) {
    const before = sets[i] ?? []
    assert.ok(before.every((right) => set.includes(right)) && set.length > before.length)
  }
  assert.deepEqual(sets[0], ['browse', 'keys'])
  assert.deepEqual(sets.at(-1), rights)
})
