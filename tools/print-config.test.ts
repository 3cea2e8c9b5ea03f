import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

test('docs/config.md is what npm run config prints', () => {
  const program = fileURLToPath(new URL('./print-config.ts', import.meta.url))
  const { stdout } = spawnSync(process.execPath, [program], { encoding: 'utf8' })
  assert.match(stdout, /ALLOW_PRIVATE_ORIGINS/)
  assert.equal(readFileSync(new URL('../docs/config.md', import.meta.url), 'utf8'), stdout)
})
