import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { detectMediaType } from './media-type.ts'

const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>'
const doctype = '<!DOCTYPE svg [<!ENTITY a "b">]>'
const rows: [what: string, text: string, format: string][] = [
  ['svg', svg, 'svg'],
  ['a doctype before it', `<?xml version="1.0"?>${doctype}<!-- a -->${svg}`, 'svg'],
  // looking for the end of each of a hundred thousand would take seconds, in the main process
  ['two doctypes', `${doctype}${doctype}${svg}`, 'unknown'],
]
for (const [what, text, format] of rows) {
  for (const bytes of [Buffer.from(text), gzipSync(text)]) {
    test(`${what}${bytes[0] === 0x1f ? ', compressed' : ''}`, async () => {
      const expected = format === 'unknown' && bytes[0] === 0x1f ? 'gz' : format
      assert.equal((await detectMediaType(bytes, bytes.length)).format, expected)
    })
  }
}
