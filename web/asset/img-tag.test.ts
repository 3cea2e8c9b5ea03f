import assert from 'node:assert/strict'
import { test } from 'node:test'
import { writeImgTag } from './img-tag.ts'

const asset = { alt_text: null, description: null, media_width: 800, media_height: 600 }
const cases: [name: string, part: Partial<Parameters<typeof writeImgTag>[1]>, tag: string][] = [
  ['nothing is said of', {}, '<img src="/a?w=1&amp;h=2" width="800" height="600" alt="">'],
  [
    'has quotes in its alt text',
    { alt_text: 'A "quoted" <b>', description: 'Not this' },
    '<img src="/a?w=1&amp;h=2" width="800" height="600" alt="A &quot;quoted&quot; &lt;b&gt;">',
  ],
  [
    'has a description and no size',
    { description: 'A lake', media_width: null },
    '<img src="/a?w=1&amp;h=2" alt="A lake">',
  ],
]
for (const [name, part, tag] of cases) {
  test(`the tag of a picture that ${name}`, () => {
    assert.equal(writeImgTag('/a?w=1&h=2', { ...asset, ...part }), tag)
  })
}
