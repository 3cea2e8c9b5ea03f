import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deliveryUrl, renderingUrl } from '../lib/rendering-url.ts'
import {
  type CropBox,
  dragBox,
  fromPixels,
  readRect,
  reshapeBox,
  shareRatio,
  writeRect,
} from './crop-box.ts'
import { redoStep, startSteps, takeStep, undoStep } from './edit-steps.ts'
import {
  applyPreset,
  asksTheSame,
  changeParams,
  isFocusIdle,
  presetPart,
  readRenderingQuery,
  writeRenderingQuery,
} from './rendering-query.ts'
import {
  type Delivered,
  htmlOf,
  markdownOf,
  responsiveHtmlOf,
  splitUrl,
  srcSetOf,
  urlOf,
} from './snippets.ts'

const QUERIES: [text: string, written: string][] = [
  ['?w=1600&auto=format%2Ccompress', 'w=1600&auto=format,compress'],
  ['auto=format&w=1&w=2&auto=compress', 'auto=format,compress&w=2'],
  ['ar=16:9&txt=a%26b+c', 'ar=16:9&txt=a%26b%20c'],
  ['w=100&s=0123456789abcdef', 'w=100'],
  ['w=&h= &fit=crop', 'fit=crop'],
  ['a%20b=1&1=2&x64=eHg', 'x64=eHg'],
  [Array.from({ length: 70 }, (_, i) => `a${i}=1`).join('&'), '60 of them'],
]
for (const [text, written] of QUERIES) {
  test(`${text.slice(0, 40)} is read and written`, () => {
    const params = readRenderingQuery(text)
    if (written === '60 of them') return assert.equal(Object.keys(params).length, 60)
    assert.equal(writeRenderingQuery(params), written)
    assert.deepEqual(readRenderingQuery(written), params)
  })
}

test('changes take away and add; the order does not count', () => {
  const params = readRenderingQuery('w=100&h=50')
  assert.deepEqual(changeParams(params, { w: null, fit: 'crop', h: '' }), { fit: 'crop' })
  assert.ok(asksTheSame(params, { h: '50', w: '100' }))
  assert.ok(!asksTheSame(params, { h: '50' }))
})

test('a preset leaves what belongs to the picture alone', () => {
  const params = readRenderingQuery('rect=1,2,3,4&w=9&fp-x=0.2')
  assert.deepEqual(presetPart(params), { w: '9' })
  const applied = applyPreset(params, { w: '320', fit: 'max' })
  assert.deepEqual(applied, { rect: '1,2,3,4', 'fp-x': '0.2', w: '320', fit: 'max' })
})

const FOCUS: [query: string, isIdle: boolean][] = [
  ['w=300', false],
  ['fp-x=0.2&w=300&h=200&fit=max', true],
  ['fp-x=0.2&fit=crop&crop=focalpoint', true],
  ['fp-x=0.2&fit=crop&crop=focalpoint&w=300', true],
  ['fp-x=0.2&fit=crop&crop=focalpoint&w=300&fp-z=2', false],
  ['fp-x=0.2&fit=crop&crop=focalpoint&w=300&ar=1:1', false],
  ['fp-x=0.2&fit=crop&crop=faces,focalpoint&w=300&h=200', false],
]
for (const [query, isIdle] of FOCUS) {
  test(`${query}: the focal point ${isIdle ? 'changes nothing' : 'is fine'}`, () => {
    assert.equal(isFocusIdle(readRenderingQuery(query)), isIdle)
  })
}

test('moves of one control are one step back', () => {
  let steps = startSteps({})
  for (const bri of ['1', '2', '3']) steps = takeStep(steps, { bri }, 'bri')
  steps = takeStep(steps, { con: '5' }, 'con')
  assert.equal(takeStep(steps, { con: '5' }, 'w'), steps)
  const once = undoStep(steps)
  assert.deepEqual(once?.present, { bri: '3' })
  const twice = once && undoStep(once)
  assert.deepEqual(twice?.present, {})
  assert.equal(twice && undoStep(twice), null)
  const again = twice && redoStep(twice)
  assert.deepEqual(again?.present, { bri: '3' })
  // Going on after a step back is a new step, also with the same control.
  const on = again && takeStep(again, { bri: '4' }, 'bri')
  assert.deepEqual([on?.past.length, on?.future.length], [2, 0])
})

const picture = { width: 4000, height: 2000 }

test('a rect is read in pixels and shares, and written in pixels', () => {
  const half: CropBox = { left: 0.25, top: 0.5, width: 0.5, height: 0.25 }
  assert.deepEqual(readRect('1000,1000,2000,500', picture), half)
  assert.deepEqual(readRect('0.25,0.5,0.5,0.25', picture), half)
  assert.equal(writeRect(half, picture), '1000,1000,2000,500')
  assert.equal(writeRect({ left: 0, top: 0, width: 1, height: 1 }, picture), null)
  for (const text of [undefined, '', '1,2,3', 'left,top,10,10', '4000,0,10,10', '0,0,0,10']) {
    assert.equal(readRect(text, picture), null, text)
  }
  assert.equal(
    writeRect(fromPixels({ left: 3999, top: 5, width: 50, height: 9999 }, picture), picture),
    '3999,5,1,1995',
  )
})

test('a box stays in the picture and keeps its shape', () => {
  const box = { left: 0.5, top: 0.5, width: 0.25, height: 0.25 }
  const moved = dragBox(box, { x: 0, y: 0 }, { by: { x: 1, y: -1 }, ratio: null })
  assert.deepEqual(moved, { ...box, left: 0.75, top: 0 })
  const grown = dragBox(box, { x: 1, y: 1 }, { by: { x: 1, y: 0.1 }, ratio: null })
  assert.deepEqual([grown.width, grown.height], [0.5, 0.35])
  const inverted = dragBox(box, { x: -1, y: 0 }, { by: { x: 1, y: 0 }, ratio: null })
  assert.ok(inverted.width > 0 && inverted.left + inverted.width === 0.75)
  const shaped = dragBox(box, { x: -1, y: -1 }, { by: { x: -0.4, y: -0.1 }, ratio: 1 })
  assert.ok(Math.abs(shaped.width - shaped.height) < 1e-9)
  assert.ok(Math.abs(shaped.left + shaped.width - 0.75) < 1e-9)
  const square = shareRatio('1:1', picture)
  assert.equal(square, 0.5)
  assert.deepEqual(reshapeBox({ left: 0, top: 0, width: 1, height: 1 }, 0.5), {
    left: 0.25,
    top: 0,
    width: 0.5,
    height: 1,
  })
  assert.equal(shareRatio('wide', picture), null)
})

const source = { subdomain: 'editorial', customDomain: null, secureUrlToken: 'FOO123bar' }
const delivered: Delivered = {
  source,
  path: '/a (1).jpg',
  params: { w: '800', h: '400', fit: 'crop', dpr: '2' },
  here: 'https://vitrine.example/s/1/asset/a?q=x',
  originalWidth: 1000,
  alt: 'A "boat" & [sea]',
  size: { width: 800, height: 400 },
}

test('every address that is handed out is signed for itself', () => {
  const { srcSet, sizes } = srcSetOf(delivered)
  const [first = '', ...rest] = srcSet.split(', ')
  const { path } = delivered
  const params = { w: '200', h: '100', fit: 'crop' }
  assert.equal(first, `${deliveryUrl(source, path, delivered.here, params)} 200w`)
  assert.ok(first.startsWith(`https://vitrine.example${renderingUrl(source, path, params)}`))
  assert.deepEqual(
    rest.map((one) => one.split(' ').at(-1)),
    ['400w', '800w'],
  )
  assert.equal(sizes, '(min-width: 800px) 800px, 100vw')
})

test('without a width by a ladder, with a height by density', () => {
  const ladder = srcSetOf({ ...delivered, params: { auto: 'format' } })
  assert.deepEqual(
    ladder.srcSet.split(', ').map((one) => one.split(' ').at(-1)),
    ['320w', '640w', '960w'],
  )
  assert.equal(ladder.sizes, '100vw')
  const dense = srcSetOf({ ...delivered, params: { h: '300' } })
  assert.match(dense.srcSet, /dpr=1&s=\w+ 1x, .*dpr=2&s=\w+ 2x, .*dpr=3&s=\w+ 3x$/)
  assert.equal(dense.sizes, null)
})

test('HTML and Markdown keep what means something in them', () => {
  const html = htmlOf(delivered)
  assert.match(html, /^<img src="https:[^"]+&amp;dpr=2&amp;s=\w+" width="800" height="400" /)
  assert.match(html, / alt="A &quot;boat&quot; &amp; \[sea\]">$/)
  assert.match(responsiveHtmlOf(delivered), / srcset="[^"]+ 800w" sizes="[^"]+"/)
  assert.equal(markdownOf(delivered), `![A "boat" & \\[sea\\]](<${urlOf(delivered)}>)`)
  assert.match(htmlOf({ ...delivered, alt: '', size: null }), /s=\w+" alt="">$/)
})

test('an address is told apart', () => {
  assert.deepEqual(splitUrl('https://a.example/b%20c.jpg?w=1&txt=%3F'), {
    host: 'https://a.example',
    path: '/b%20c.jpg',
    query: '?w=1&txt=%3F',
  })
})
