import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nameOfPasted, readTransfer } from './offered-files.ts'

const at = new Date(2026, 10, 2, 9, 1, 7)
const names: [name: string, index: number, shown: string][] = [
  ['image.png', 0, 'pasted-2026-11-02-090107.png'],
  ['image.png', 1, 'pasted-2026-11-02-090107-2.png'],
  ['holiday.png', 0, 'holiday.png'],
  ['image', 0, 'image'],
]
for (const [name, index, shown] of names) {
  test(`pasted ${name} becomes ${shown}`, () =>
    assert.equal(nameOfPasted({ name }, at, index), shown))
}

/** As browsers drop it; the file can be read from the given attempt on. */
function dropped(name: string, readableFrom: number) {
  let attempts = 0
  const file = (resolve: (file: File) => void, reject: (error: Error) => void) => {
    attempts += 1
    if (attempts < readableFrom) reject(new Error('NotReadableError'))
    else resolve(new File(['x'], name))
  }
  const entry = { isFile: true, name, file }
  return { kind: 'file', webkitGetAsEntry: () => entry, getAsFile: () => null }
}

test('what cannot be read at first is tried again; what never can leaves the rest', async () => {
  const items = [dropped('c.jpg', 2), dropped('b.jpg', Infinity), dropped('a.jpg', 1)]
  const transfer = { items } as unknown as DataTransfer
  const { files, hasFailed } = await readTransfer(transfer, () => {})
  assert.deepEqual(
    files.map(({ path }) => path),
    ['a.jpg', 'c.jpg'],
  )
  assert.equal(hasFailed, true)
})
