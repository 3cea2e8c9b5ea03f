import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { canonicalParams, FAMILIES, readParams } from './index.ts'
import type { Param } from './param.ts'

const red = { red: 255, green: 0, blue: 0, alpha: 1 }

const read: [query: string, name: string, value: unknown][] = [
  ['w=400', 'w', { pixels: 400 }],
  ['width=400', 'w', { pixels: 400 }],
  ['w=333.3', 'w', { pixels: 333 }],
  ['w=0.5', 'w', { share: 0.5 }],
  ['w=1', 'w', { share: 1 }],
  ['w=0', 'w', null],
  ['w=', 'w', undefined],
  ['h64=NDAw', 'h', { pixels: 400 }],
  ['bg64=cmVk', 'bg', red],
  ['w=100&w=200', 'w', { pixels: 200 }],
  ['auto=format&auto=compress', 'auto', ['format', 'compress']],
  ['auto=format,compress', 'auto', ['format', 'compress']],
  ['auto64=Zm9ybWF0', 'auto', []],
  ['bg=f00', 'bg', red],
  ['bg=%23ff0000', 'bg', red],
  ['bg=8f00', 'bg', { ...red, alpha: 136 / 255 }],
  ['bg=80ff0000', 'bg', { ...red, alpha: 128 / 255 }],
  ['bg=Red', 'bg', red],
  ['ar=16:9', 'ar', 16 / 9],
  ['ar=1.5', 'ar', 1.5],
  ['q=150', 'q', 100],
  ['bri=-300', 'bri', -100],
  ['invert=true', 'invert', true],
  ['inv=1', 'invert', true],
  ['crop=faces,top', 'crop', ['faces', 'top']],
  ['border=5,f00', 'border', { width: 5, color: red }],
  ['border-radius=1,2,3,4', 'border-radius', [1, 2, 3, 4]],
  [
    'rect=center,0.25,100,full',
    'rect',
    { left: 'middle', top: { share: 0.25 }, width: { pixels: 100 }, height: { share: 1 } },
  ],
  ['txt=a%0Ab%07', 'txt', 'a\nb'],
  ['txt=a%EF%BF%BFb', 'txt', 'ab'],
  ['txt=i%CC%81', 'txt', 'í'],
  ['txt64=w6k', 'txt', 'é'],
  [
    'txt=a&txt-font=Times%20New%20Roman,Bold',
    'txt-font',
    { serif: true, bold: true, italic: false },
  ],
  ['txt=a&txtfont=sans-serif', 'txt-font', { serif: false, bold: false, italic: false }],
  ['txt=a&ta=top,left', 'txt-align', ['top', 'left']],
  ['ixlib=js-1&ixid=abc&whatever=1', 'w', undefined],
]

for (const [query, name, value] of read) {
  test(`${query} → ${name}`, () => {
    const params: Record<string, unknown> = readParams(query)
    assert.deepEqual(params[name], value)
  })
}

const refused = [
  ['txt', `txt=${'x'.repeat(501)}`],
  ['txt-align', 'txt=a&txt-align=beside'],
  ['w', 'w=abc'],
  ['w', 'width=9000'],
  ['w', 'w=1.5'],
  ['w', 'w=-5'],
  ['w', 'w=0x10'],
  ['h', 'h=1e3'],
  ['h', 'h64=YWJj'],
  ['fit', 'fit=stretch'],
  ['ar', 'ar=16:0'],
  ['ar', 'ar=1:2:3'],
  ['dpr', 'dpr=6'],
  ['rect', 'rect=1,2,3'],
  ['rect', 'rect=0,0,0,10'],
  ['rect', 'rect=top,0,10,10'],
  ['bg', 'bg=12345'],
  ['crop', 'crop=left,middle'],
  ['fm', 'fm=jp2'],
  ['fp-z', 'fp-z=0.5'],
  ['expires', 'expires=soon'],
  ['border', 'border=5,nocolour'],
] as const

for (const [parameter, query] of refused) {
  test(`${query} is refused by name`, () => {
    const detail = new RegExp(`"${parameter}" must be `)
    assert.throws(() => readParams(query), { code: 'invalid_parameter', parameter, detail })
  })
}

test('a long row of digits is refused without going through it again and again', () => {
  // With a pattern that does, this would not end within the life of the process.
  assert.throws(() => readParams(`w=${'1'.repeat(1_000_000)}x`), { parameter: 'w' })
})

test('the URL goes before the default parameters of the source; auto adds up', () => {
  const params = readParams('w=100&auto=format', { w: '300', h: '200', auto: 'compress' })
  assert.deepEqual([params.w, params.h], [{ pixels: 100 }, { pixels: 200 }])
  assert.deepEqual(params.auto, ['compress', 'format'])
})

const same: [a: string, b: string][] = [
  ['w=400&h=300', 'height=300&width=400'],
  ['w=400', 'w=400&fit=clip&dpr=1&ixlib=js&s=abc'],
  ['w=400&bg=f00', 'w=400&bg=red'],
  ['w=400', 'w=400&dl=a.jpg&expires=9999999999&etag=1a-2b'],
]

for (const [a, b] of same) {
  test(`${a} and ${b} are one rendering`, () => {
    assert.equal(canonicalParams(readParams(a)), canonicalParams(readParams(b)))
  })
}

test('what changes no pixel leaves the original', () => {
  assert.equal(canonicalParams(readParams('ixlib=js&dl=a.jpg&fit=clip&rot=0&w=0')), '')
  assert.notEqual(canonicalParams(readParams('q=75')), '')
})

interface Catalogue {
  parameters: Record<string, { aliases?: string[]; disallow_base64?: boolean }>
}

test('names and aliases are those of imgix', () => {
  const catalogue: Catalogue = createRequire(import.meta.url)(
    'imgix-url-params/dist/parameters.json',
  )
  const { Ours: _, ...shared } = FAMILIES
  const params = Object.values(shared).flatMap((family): [string, Param<unknown>][] =>
    Object.entries(family),
  )
  assert.ok(params.length > 50)
  for (const [name, param] of params) {
    const theirs = catalogue.parameters[name]
    assert.ok(theirs, `${name} is no parameter of imgix`)
    assert.deepEqual(param.aliases ?? [], theirs.aliases ?? [], name)
    assert.equal(param.noBase64 ?? false, theirs.disallow_base64 ?? false, name)
  }
})
