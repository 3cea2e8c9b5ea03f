import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Box, PictureFacts } from '../../../contract/analysis.ts'
import { type AltTextMaterial, composeAltText } from './alt-text.ts'

const SMALL: Box = [0.1, 0.1, 0.1, 0.1]
const LARGE: Box = [0.2, 0.2, 0.4, 0.4]

function factsWith(part: Partial<PictureFacts> = {}): PictureFacts {
  const nothing = { title: null, description: null, keywords: [], colors: [] }
  return { width: 800, height: 600, mediaKind: 'IMAGE', hasAlpha: false, ...nothing, ...part }
}

/** `3 dog` is three dogs of 0.6; `1 cat 0.4` one cat of 0.4; `person` first gets a large box. */
function things(...counted: string[]): NonNullable<AltTextMaterial['things']> {
  return counted.flatMap((one) => {
    const [, count = '1', label = '', score = '0.6'] =
      /^(\d+) ([a-zA-Z ]+?)(?: (0\.\d+))?$/.exec(one) ?? []
    return Array.from({ length: Number(count) }, () => ({
      label,
      score: Number(score),
      box: SMALL,
    }))
  })
}

const faces = (count: number, box = SMALL) =>
  Array.from({ length: count }, () => ({ box, score: 0.9 }))
const text = (...lines: string[]) => ({
  lines: lines.map((line) => ({ text: line, confidence: 0.9, box: SMALL })),
})
const facts = factsWith()
const colors = [
  { hex: '#1040c0', share: 0.6 },
  { hex: '#ffffff', share: 0.3 },
]

const said: [what: string, material: Partial<AltTextMaterial>, text: string][] = [
  ['one thing', { things: things('1 elephant') }, 'Photo of an elephant.'],
  ['counted', { things: things('2 bus', '1 person') }, 'Photo of a person and two buses.'],
  [
    'more of a thing first',
    { things: things('1 dog', '3 sheep') },
    'Photo of three sheep and a dog.',
  ],
  ['people', { faces: faces(7) }, 'Photo of seven people.'],
  [
    'bodies and faces are the same people',
    { things: things('3 person'), faces: faces(2) },
    'Photo of three people.',
  ],
  ['a crowd', { faces: faces(12) }, 'Photo of a large group of people.'],
  ['many', { things: things('11 knife') }, 'Photo of many knives.'],
  [
    'pairs',
    { things: things('2 scissors', '1 skis') },
    'Photo of two pairs of scissors and a pair of skis.',
  ],
  [
    'spoken names',
    { things: things('2 computer mouse', '1 TV') },
    'Photo of two computer mice and a TV.',
  ],
  ['uncounted', { things: things('4 broccoli') }, 'Photo of broccoli.'],
  [
    'plurals in es',
    { things: things('2 wine glass', '2 bench', '2 toothbrush') },
    'Photo of two wine glasses, two benches and two toothbrushes.',
  ],
  [
    'three kinds at most',
    { things: things('4 cup', '3 fork', '2 bowl', '1 cake') },
    'Photo of four cups, three forks and two bowls.',
  ],
  ['not sure enough', { things: things('1 dog 0.44', '1 cat 0.45') }, 'Photo of a cat.'],
  ['a portrait', { faces: faces(1, LARGE), things: things('1 person') }, 'Portrait of a person.'],
  [
    'with something',
    { faces: faces(1, LARGE), things: things('1 tie', '2 cup') },
    'Portrait of a person with two cups and a tie.',
  ],
  [
    'a portrait without colours',
    { faces: faces(1, LARGE), isGrey: true },
    'Black-and-white portrait of a person.',
  ],
  [
    'a drawn portrait',
    { faces: faces(1, LARGE), facts: factsWith({ mediaKind: 'VECTOR' }) },
    'Graphic of a person.',
  ],
  ['a small face is no portrait', { faces: faces(1) }, 'Photo of a person.'],
  [
    'no portrait of two',
    { faces: faces(1, LARGE), things: things('2 person') },
    'Photo of two people.',
  ],
  [
    'black and white',
    { things: things('1 horse'), isGrey: true },
    'Black-and-white photo of a horse.',
  ],
  ['drawn', { things: things('1 horse'), isDrawing: true }, 'Illustration of a horse.'],
  [
    'animated',
    { things: things('1 cat'), facts: factsWith({ mediaKind: 'ANIMATION' }) },
    'Animation of a cat.',
  ],
  [
    'vector',
    { things: things('1 cat'), facts: factsWith({ mediaKind: 'VECTOR' }) },
    'Graphic of a cat.',
  ],
  [
    'cut out',
    { things: things('1 cup'), facts: factsWith({ hasAlpha: true }) },
    'Picture of a cup.',
  ],
  [
    'text',
    { things: things('1 bus'), text: text('SCHOOLBUS') },
    'Photo of a bus; text reads “SCHOOLBUS”.',
  ],
  ['text alone', { text: text('Police', 'Station') }, 'Picture with the text “Police Station”.'],
  [
    'a document',
    { text: text('Dear Sir'), isDocument: true },
    'Document with the text “Dear Sir”.',
  ],
  [
    'long text',
    { text: text('word '.repeat(40)) },
    `Picture with the text “${'word '.repeat(15)}word…”.`,
  ],
  [
    'unsure text',
    { text: { lines: [{ text: 'lIl1', confidence: 0.7, box: SMALL }] }, things: things('1 dog') },
    'Photo of a dog.',
  ],
  [
    'labels of a provider',
    {
      labels: [
        { label: 'beach', confidence: 0.9 },
        { label: 'sea', confidence: 0.8 },
        { label: 'fun', confidence: 0.6 },
      ],
    },
    'Photo: beach and sea.',
  ],
  [
    'labels and faces',
    { faces: faces(3), labels: [{ label: 'beach', confidence: 0.9 }] },
    'Photo of three people: beach.',
  ],
  [
    'labels that were counted are said once, and nobody is a man or a woman',
    {
      things: things('1 man', '1 woman', '2 surfboard'),
      labels: ['surfboard', 'woman', 'sea'].map((label) => ({ label, confidence: 0.9 })),
    },
    'Photo of two people and two surfboards: sea.',
  ],
]
for (const [what, material, expected] of said) {
  test(`alt text: ${what}`, () => {
    const composed = composeAltText({ facts, ...material })
    assert.deepEqual(composed, { text: expected, weak: false })
  })
}

const dog = { things: things('1 dog') }
const written: [what: string, part: Partial<PictureFacts>, text: string][] = [
  [
    'a description',
    { description: 'An old dog\n asleep at home', title: 'Rex' },
    'An old dog asleep at home',
  ],
  ['a number', { description: 'M2E70L213-212R382B320', title: '000015' }, 'Photo of a dog.'],
  ['whose it is', { description: 'Photographer: A. B., New Orleans' }, 'Photo of a dog.'],
  ['a licence', { description: 'A. B. CC-SA 4.0' }, 'Photo of a dog.'],
  ['a default', { description: 'OLYMPUS DIGITAL CAMERA' }, 'Photo of a dog.'],
  ['another default', { description: 'SONY DSC', title: 'Untitled' }, 'Photo of a dog.'],
  ['blanks', { description: '  \n ', title: '' }, 'Photo of a dog.'],
  ['a title', { title: 'Rex at home' }, 'Rex at home. Photo of a dog.'],
  ['a title with a full stop', { title: 'Who is it?' }, 'Who is it? Photo of a dog.'],
  ['a description of a word', { description: 'Rex' }, 'Rex. Photo of a dog.'],
  ['the title before it', { description: 'Rex', title: 'Dogs' }, 'Dogs. Photo of a dog.'],
]
for (const [what, part, expected] of written) {
  test(`alt text: ${what} in the file`, () => {
    const composed = composeAltText({ facts: factsWith(part), ...dog })
    assert.deepEqual(composed, { text: expected, weak: false })
  })
}

test('alt text: what is far away is not what a picture is of', () => {
  const far: Box = [0.5, 0.5, 0.02, 0.1]
  const things = [1, 2, 3].map(() => ({ label: 'person', score: 0.6, box: far }))
  assert.equal(composeAltText({ facts, things }), null)
  const near = { label: 'person', score: 0.6, box: LARGE }
  assert.equal(composeAltText({ facts, things: [near, ...things] })?.text, 'Photo of four people.')
})

test('alt text: a long description ends between words', () => {
  const composed = composeAltText({ facts: factsWith({ description: 'some words '.repeat(100) }) })
  assert.match(composed?.text ?? '', /^(some words )+some…$|^(some words )*some words…$/)
  assert.ok((composed?.text.length ?? 0) <= 250)
})

test('alt text: colours alone are weak, and nothing is nothing', () => {
  const weak = composeAltText({ facts: factsWith({ colors }) })
  assert.deepEqual(weak, { text: 'Picture in mostly blue and white tones.', weak: true })
  const one = factsWith({
    colors: [
      { hex: '#20a020', share: 0.9 },
      { hex: '#000000', share: 0.1 },
    ],
  })
  assert.equal(composeAltText({ facts: one })?.text, 'Picture in mostly green tones.')
  assert.equal(composeAltText({ facts }), null)
  assert.equal(composeAltText({ facts, faces: [], things: [], text: { lines: [] } }), null)
})

test('alt text: a description of a megabyte is read in one pass', () => {
  const compose = (description: string) => composeAltText({ facts: factsWith({ description }) })
  assert.equal(compose(`${'1'.repeat(2 ** 20)} x`), null)
  assert.ok((compose(`<${'digimax'.repeat(2 ** 17)}`)?.text.length ?? 0) <= 250)
})
