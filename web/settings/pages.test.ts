import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Permission } from '../../contract/resources.ts'
import { findPage, firstPage, mayOpen, OWN_PAGES, WORKSPACE_PAGES } from './pages.ts'

const VIEWER: Permission[] = ['asset_browse']
const DEVELOPER: Permission[] = ['asset_browse', 'asset_edit', 'asset_purge', 'sources']

test('what is below a page belongs to it', () => {
  assert.equal(findPage('/settings/sources/abc/upload')?.name, 'sources')
  assert.equal(findPage('/settings/keys')?.name, 'keys')
  assert.equal(findPage('/settings/keysmith'), null)
  assert.equal(findPage('/settings'), null)
})

test('each sees what is of use to them', () => {
  const names = (permissions: Permission[]) =>
    [...WORKSPACE_PAGES, ...OWN_PAGES]
      .filter((page) => mayOpen(page, permissions))
      .map(({ name }) => name)
  assert.deepEqual(names([]), ['keys', 'account'])
  assert.deepEqual(names(VIEWER), ['categories', 'fields', 'keys', 'account'])
  assert.ok(names(DEVELOPER).includes('analysis') && !names(DEVELOPER).includes('users'))
  assert.ok(names(['account_admin']).includes('history') && !names(DEVELOPER).includes('history'))
})

test('the settings begin where one may go', () => {
  assert.equal(firstPage(VIEWER), '/settings/account')
  assert.equal(firstPage(DEVELOPER), '/settings/sources')
})
