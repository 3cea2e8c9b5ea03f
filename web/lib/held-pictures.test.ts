import assert from 'node:assert/strict'
import { test } from 'node:test'
import { beginPicture, holdPictures } from './held-pictures.ts'

test('pictures load at once, and while somebody types when they rest', ({ mock }) => {
  mock.timers.enable({ apis: ['setTimeout'] })
  const begun: string[] = []
  const begin = (name: string) => beginPicture(() => begun.push(name))
  begin('before')
  assert.deepEqual(begun, ['before'])
  holdPictures()
  begin('first')
  const forget = begin('left the page')
  begin('second')
  mock.timers.tick(100)
  holdPictures()
  mock.timers.tick(100)
  forget()
  assert.deepEqual(begun, ['before'])
  mock.timers.tick(100)
  begin('after')
  assert.deepEqual(begun, ['before', 'first', 'second', 'after'])
})
