import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

test('docs/params.md is what npm run params prints', () => {
  const program = fileURLToPath(new URL('print-params.ts', import.meta.url))
  const printed = execFileSync(process.execPath, [program], { encoding: 'utf8' })
  assert.equal(readFileSync(new URL('../docs/params.md', import.meta.url), 'utf8'), printed)
})
