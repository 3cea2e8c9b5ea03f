import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { MODELS } from './model-list.ts'
import { findPackage } from './package-files.ts'

const notice = await readFile(join(import.meta.dirname, '../../../NOTICE'), 'utf8')

for (const [name, model] of Object.entries(MODELS)) {
  test(`NOTICE says where ${name} comes from`, async () => {
    const file = join(findPackage(model.package, import.meta.url), 'package.json')
    const { version, license } = JSON.parse(await readFile(file, 'utf8'))
    assert.equal(license, model.licence)
    const [section = ''] = notice
      .split('\n\n')
      .filter((text) => text.split('\n')[0]?.includes(name))
    assert.ok(section.includes(`Package:  ${model.package} ${version}`), 'its package and version')
    assert.ok(section.includes(`. ${license}, `), 'the licence of its package')
    assert.ok(section.includes(model.origin), 'its origin')
  })
}
