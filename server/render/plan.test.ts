import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readParams } from './params/index.ts'
import { planRender, type RenderLimits, type SourceFacts } from './plan.ts'

const JPEG: SourceFacts = {
  format: 'jpeg',
  width: 3000,
  height: 2000,
  orientation: 1,
  hasAlpha: false,
  frames: 1,
  decodesScaled: true,
  progressive: false,
}
/** 2000 × 3000 when upright. */
const PORTRAIT: SourceFacts = { ...JPEG, orientation: 6 }
const SMALL: SourceFacts = { ...JPEG, width: 300, height: 200 }
const PNG: SourceFacts = { ...JPEG, format: 'png', hasAlpha: true, decodesScaled: false }
const GIF: SourceFacts = { ...JPEG, format: 'gif', width: 400, height: 300, frames: 30 }

const LIMITS: RenderLimits = {
  maxInputPixels: 100e6,
  maxOutputPixels: 40e6,
  maxAnimationPixels: 50e6,
}
const NONE = { avif: false, webp: false }
const ALL = { avif: true, webp: true }

function plan(query: string, source = JPEG, acceptance = NONE) {
  return planRender(readParams(query), source, { acceptance, limits: LIMITS })
}

function text(size: { width: number; height: number } | null | undefined): string {
  return size ? `${size.width}x${size.height}` : 'none'
}

describe('size of the result', () => {
  const sizes: [query: string, source: SourceFacts, size: string][] = [
    ['w=300', JPEG, '300x200'],
    ['h=100', JPEG, '150x100'],
    ['w=300', PORTRAIT, '300x450'],
    ['w=300&orient=0', PORTRAIT, '300x200'],
    ['w=300&orient=90', JPEG, '300x450'],
    ['w=0.5', JPEG, '1500x1000'],
    ['w=0.5&h=0.25&fit=crop', JPEG, '1500x500'],
    ['w=300&dpr=2', JPEG, '600x400'],
    ['dpr=2', JPEG, '3000x2000'],
    ['w=400&h=400', JPEG, '400x267'],
    ['w=400&h=400', SMALL, '400x267'],
    ['w=400&h=400&fit=max', SMALL, '300x200'],
    ['w=400&h=400&fit=max', JPEG, '400x267'],
    ['w=400&h=400&fit=crop', JPEG, '400x400'],
    ['w=400&h=400&fit=crop', SMALL, '400x400'],
    ['w=400&fit=crop', JPEG, '400x267'],
    ['w=400&h=400&fit=facearea', JPEG, '400x400'],
    ['w=400&h=400&fit=scale', JPEG, '400x400'],
    ['w=400&h=400&fit=fill', JPEG, '400x400'],
    ['w=400&h=400&fit=fill', SMALL, '400x400'],
    ['w=400&h=400&fit=fillmax', SMALL, '400x400'],
    ['w=400&h=400&fit=clamp', JPEG, '400x400'],
    ['w=400&h=400&fit=min', JPEG, '400x400'],
    ['w=400&h=400&fit=min', SMALL, '200x200'],
    ['w=900&h=600&fit=min', SMALL, '300x200'],
    ['ar=3:1&fit=crop', JPEG, '3000x1000'],
    ['ar=1:1&fit=crop', PORTRAIT, '2000x2000'],
    ['ar=3:1&fit=fill', JPEG, '6000x2000'],
    ['ar=1:1&fit=fill', JPEG, '3000x3000'],
    ['ar=2:1&w=280&fit=crop', JPEG, '280x140'],
    ['ar=2:1&h=100&fit=crop', JPEG, '200x100'],
    ['ar=2:1&w=280', JPEG, '280x187'],
    ['ar=2:1&w=100&h=100&fit=crop', JPEG, '100x100'],
    ['h=200&max-w=200&fit=crop', JPEG, '200x200'],
    ['h=200&max-w=1200&fit=crop', JPEG, '300x200'],
    ['h=200&max-w=200', JPEG, '300x200'],
    ['h=200&min-w=500&fit=crop', JPEG, '500x200'],
    ['w=300&max-h=50&fit=crop&dpr=2', JPEG, '600x100'],
    ['w=300&pad=10', JPEG, '300x207'],
    ['pad=10', SMALL, '320x220'],
    ['w=300&h=300&fit=crop&pad-left=50', JPEG, '300x300'],
    ['w=300&border=10,red', JPEG, '300x200'],
    ['w=400&h=300&fit=crop&rot=45', JPEG, '400x300'],
    ['w=400&rot=90', JPEG, '400x267'],
    ['rect=0,0,1000,1000', JPEG, '1000x1000'],
    ['rect=0,0,1000,1000', PORTRAIT, '1000x1000'],
    ['rect=0.5,0.5,0.5,0.5', JPEG, '1500x1000'],
    ['rect=2900,0,500,100', JPEG, '100x100'],
    ['rect=0,0,100,50&w=0.5', JPEG, '50x25'],
    ['w=8192&h=8192&fit=crop', SMALL, '6325x6325'],
    ['w=8192&dpr=5', SMALL, '7746x5164'],
    ['w=8192', { ...SMALL, width: 200, height: 300 }, '5164x7746'],
    ['w=8000&h=2&fit=scale&dpr=5', SMALL, '8192x2'],
    ['w=2&h=2&fit=crop', JPEG, '2x2'],
    ['w=2', { ...JPEG, width: 10_000, height: 10 }, '2x1'],
  ]
  for (const [query, source, size] of sizes) {
    test(`${query} of ${text(source)} (${source.orientation})`, () => {
      assert.equal(text(plan(query, source).size), size)
    })
  }
})

describe('what is kept by a crop, in pixels of the upright source', () => {
  // Above half size the cut comes first, so it can be read off in pixels of the source.
  const cuts: [query: string, left: number, top: number, size: string][] = [
    ['', 500, 0, '2000x2000'],
    ['&crop=left', 0, 0, '2000x2000'],
    ['&crop=right', 1000, 0, '2000x2000'],
    ['&crop=top', 500, 0, '2000x2000'],
    ['&crop=faces', 500, 0, '2000x2000'],
    ['&crop=faces,right', 1000, 0, '2000x2000'],
    ['&crop=focalpoint&fp-x=0', 0, 0, '2000x2000'],
    ['&crop=focalpoint&fp-x=0.4', 200, 0, '2000x2000'],
    ['&crop=focalpoint&fp-x=1', 1000, 0, '2000x2000'],
    ['&crop=focalpoint&fp-x=0.5&fp-z=2', 1000, 500, '1000x1000'],
    ['&crop=focalpoint&fp-x=1&fp-y=1&fp-z=4', 2500, 1500, '500x500'],
  ]
  for (const [query, left, top, size] of cuts) {
    test(`w=1800&h=1800&fit=crop${query}`, () => {
      const { cutSource, resize } = plan(`w=1800&h=1800&fit=crop${query}`)
      assert.deepEqual([cutSource?.left, cutSource?.top, text(cutSource)], [left, top, size])
      assert.equal(text(resize), '1800x1800')
    })
  }
  test('vertical sides', () => {
    assert.equal(plan('w=3000&h=1000&fit=crop&crop=bottom').cutSource?.top, 1000)
    assert.equal(plan('w=3000&h=1000&fit=crop&crop=top').cutSource?.top, 0)
    assert.equal(plan('w=3000&h=1000&fit=crop').cutSource?.top, 500)
  })
  test('entropy and edges look at the scaled picture', () => {
    const { smartCut, resize } = plan('w=400&h=400&fit=crop&crop=entropy')
    assert.deepEqual(
      [smartCut?.by, text(smartCut?.size), text(resize)],
      ['entropy', '400x400', '600x400'],
    )
    assert.equal(plan('w=400&h=400&fit=crop&crop=edges').smartCut?.by, 'attention')
  })
})

describe('order of scaling and cutting', () => {
  test('a small rect of a JPEG is scaled first', () => {
    const { cutSource, resize, cut } = plan('rect=1000,500,1000,1000&w=200')
    assert.deepEqual([cutSource, text(resize)], [null, '600x400'])
    assert.deepEqual(cut, { left: 200, top: 100, width: 200, height: 200 })
  })
  test('a large one is cut first, and so is that of a PNG', () => {
    const box = { left: 1000, top: 500, width: 1000, height: 1000 }
    assert.deepEqual(plan('rect=1000,500,1000,1000&w=800').cutSource, box)
    assert.deepEqual(plan('rect=1000,500,1000,1000&w=200', PNG).cutSource, box)
  })
  test('in a turned JPEG the box is that of the stored pixels', () => {
    // The upper left corner of the upright picture is the lower left one of the stored picture.
    assert.deepEqual(plan('rect=0,0,1000,500', PORTRAIT).cutSource, {
      left: 0,
      top: 1000,
      width: 500,
      height: 1000,
    })
    assert.equal(text(plan('w=300', PORTRAIT).resize), '450x300')
    assert.deepEqual(plan('w=300', PORTRAIT).turn, { flop: false, angle: 90 })
  })
  test('a plain resize cuts nothing', () => {
    const { cutSource, resize, cut, turn } = plan('w=300')
    assert.deepEqual([cutSource, text(resize), cut, turn.angle], [null, '300x200', null, 0])
  })
  test('a mirrored cut is taken from the other side', () => {
    assert.equal(plan('rect=0,0,1000,1000&w=200&flip=h').cut?.left, 400)
    assert.equal(plan('rect=0,0,1000,1000&w=200&flip=v').cut?.top, 200)
  })
})

describe('space around', () => {
  const around: [query: string, source: SourceFacts, sides: number[]][] = [
    ['w=400&h=400&fit=fill', JPEG, [0, 66, 0, 67]],
    ['w=400&h=400&fit=fillmax', SMALL, [50, 100, 50, 100]],
    ['w=400&h=400&fit=clamp', PORTRAIT, [66, 0, 67, 0]],
    ['w=300&pad=10&pad-top=0', JPEG, [10, 0, 10, 10]],
    ['w=300&pad=10&dpr=2', JPEG, [20, 20, 20, 20]],
  ]
  for (const [query, source, sides] of around) {
    test(query, () => {
      const space = plan(query, source).surround?.around
      assert.deepEqual([space?.left, space?.top, space?.right, space?.bottom], sides)
    })
  }
  const fills: [query: string, fill: unknown][] = [
    ['fit=clamp', 'edges'],
    ['fit=fill&fill=blur', 'blur'],
    ['fit=fill', { red: 255, green: 255, blue: 255, alpha: 1 }],
    ['fit=fill&bg=red', { red: 255, green: 0, blue: 0, alpha: 1 }],
    ['fit=fill&bg=red&fill-color=blue', { red: 0, green: 0, blue: 255, alpha: 1 }],
    ['fit=fill&fill-color=80ff0000', { red: 255, green: 127, blue: 127, alpha: 1 }],
    ['fit=fill&fill-color=80ff0000&fm=webp', { red: 255, green: 0, blue: 0, alpha: 128 / 255 }],
  ]
  for (const [query, fill] of fills) {
    test(query, () => assert.deepEqual(plan(`w=9&h=9&${query}`).surround?.fill, fill))
  }
  test('padding is transparent where the format can', () => {
    assert.equal(plan('pad=5', SMALL).surround?.fill instanceof Object, true)
    assert.partialDeepStrictEqual(plan('pad=5', SMALL).surround?.fill, { red: 255, alpha: 1 })
    assert.partialDeepStrictEqual(plan('pad=5', PNG).surround?.fill, { alpha: 0 })
  })
})

describe('format', () => {
  const formats: [query: string, source: SourceFacts, acceptance: typeof NONE, format: string][] = [
    ['w=9', JPEG, ALL, 'jpg'],
    ['w=9', PNG, ALL, 'png'],
    ['w=9', { ...JPEG, format: 'tiff' }, ALL, 'jpg'],
    ['w=9', { ...PNG, format: 'tiff' }, ALL, 'png'],
    ['w=9', { ...PNG, format: 'svg' }, NONE, 'png'],
    ['auto=format', JPEG, ALL, 'avif'],
    ['auto=format', PNG, { avif: false, webp: true }, 'webp'],
    ['auto=format', JPEG, NONE, 'jpg'],
    ['auto=format&fm=png', JPEG, ALL, 'avif'],
    ['auto=format&fm=png', JPEG, NONE, 'png'],
    ['auto=compress', PNG, ALL, 'png'],
    ['auto=compress', { ...PNG, hasAlpha: false }, ALL, 'jpg'],
    ['fm=pjpg', PNG, ALL, 'jpg'],
    ['auto=format', GIF, ALL, 'webp'],
    ['auto=format', GIF, { avif: true, webp: false }, 'gif'],
    ['auto=format&frame=2', GIF, ALL, 'avif'],
    ['w=9', GIF, ALL, 'gif'],
    ['fm=jpg', GIF, ALL, 'jpg'],
    ['fm=webp', GIF, NONE, 'webp'],
  ]
  for (const [query, source, acceptance, format] of formats) {
    const accepted = Object.entries(acceptance).flatMap(([name, yes]) => (yes ? [name] : []))
    test(`${query} of ${source.format} for ${accepted}`, () => {
      assert.equal(plan(query, source, acceptance).output.format, format)
    })
  }
  test('quality and effort', () => {
    assert.equal(plan('w=9').output.quality, 75)
    assert.equal(plan('w=9&auto=compress').output.quality, 45)
    assert.equal(plan('w=9&auto=compress&q=60').output.quality, 60)
    assert.equal(plan('w=9&fm=avif&q=80').output.quality, 60)
    assert.equal(plan('w=1200&fm=avif').output.effort, 3)
    assert.equal(plan('w=2000&fm=avif').output.effort, 2)
    assert.equal(plan('w=3000&fm=avif').output.effort, 1)
    assert.equal(plan('w=512&h=300&fit=crop&fm=webp').output.effort, 2)
    assert.equal(plan('w=513&h=300&fit=crop&fm=webp').output.effort, 4)
    assert.equal(plan('w=512&h=300&fit=crop&fm=webp&lossless=1').output.effort, 4)
    assert.equal(plan('w=9&fm=png8').output.palette, true)
  })
})

describe('animations', () => {
  test('all frames where the format holds them, one where not', () => {
    assert.equal(plan('w=100', GIF).frames, 30)
    assert.equal(plan('w=100&fm=jpg', GIF).frames, 1)
    const { frames, firstFrame } = plan('w=100&frame=5', GIF)
    assert.deepEqual([frames, firstFrame], [1, 4])
    assert.equal(plan('w=100&frame=500', GIF).firstFrame, 29)
  })
  test('too many pixels in all are refused', () => {
    const huge = { ...GIF, width: 2000, height: 2000 }
    assert.throws(() => plan('w=100', huge), { code: 'too_large' })
    assert.equal(plan('w=100&frame=1', huge).frames, 1)
    assert.throws(() => plan('w=2000', GIF), { code: 'too_large' })
  })
})

describe('rotation', () => {
  test('a quarter turn shows the middle, zoomed to the frame', () => {
    const { straighten, cutSource, resize } = plan('rot=90')
    assert.deepEqual([straighten?.angle, text(straighten?.size)], [270, '3000x2000'])
    // 3000 × 2000 turned covers 3000 × 2000 at one and a half times the size.
    assert.deepEqual([cutSource?.left, cutSource?.top, text(cutSource)], [833, 0, '1333x2000'])
    assert.equal(text(resize), '2000x3000')
  })
  test('half a turn needs no zoom', () => {
    const { straighten, cutSource, resize } = plan('w=300&rot=180')
    assert.deepEqual([straighten?.angle, cutSource, text(resize)], [180, null, '300x200'])
  })
})

describe('limits', () => {
  test('sources', () => {
    assert.throws(() => plan('w=9', { ...JPEG, width: 10_001, height: 10_000 }), {
      code: 'too_large',
    })
    const progressive = { ...JPEG, width: 9000, height: 9000, progressive: true }
    assert.throws(() => plan('w=9', progressive), { code: 'too_large' })
    assert.ok(plan('w=9', { ...progressive, progressive: false }))
  })
  test('a rect outside', () => {
    assert.throws(() => plan('rect=3000,0,10,10'), { code: 'invalid_parameter', parameter: 'rect' })
  })
})

describe('text over the picture', () => {
  const texts: [query: string, planned: object | null][] = [
    ['w=300', null],
    ['w=300&txt=%20', null],
    [
      'w=300&txt=Hi',
      { words: 'Hi', face: 'sans', size: 12, pad: 10, align: { x: 'right', y: 'bottom' } },
    ],
    [
      'w=300&dpr=2&txt=Hi&txt-size=20&txt-pad=5&txt-align=top,center&txt-font=serif,italic',
      { words: 'Hi', face: 'serifItalic', size: 40, pad: 10, align: { x: 'center', y: 'top' } },
    ],
  ]
  for (const [query, planned] of texts) {
    test(query, () => {
      const { color, ...rest } = plan(query).text ?? { color: null }
      assert.deepEqual(planned === null ? color : rest, planned)
    })
  }
})
