import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import sharp from 'sharp'
import { colorAt, nameAt, quarters, startTestService, type TestService } from './test-service.ts'

let service: TestService

before(async () => {
  service = await startTestService()
  const stored = await quarters(300, 200)
  await service.write('a.jpg', await stored.clone().jpeg({ quality: 95 }).toBuffer())
  await service.write('a.png', await stored.clone().png().toBuffer())
  for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const turned = stored.clone().jpeg({ quality: 95 }).withMetadata({ orientation })
    await service.write(`exif-${orientation}.jpg`, await turned.toBuffer())
  }
  await service.write('big.jpg', await (await quarters(3000, 2000)).jpeg().toBuffer())
  await service.write('grey.jpg', await solid('#808080', 60, 40).jpeg().toBuffer())
  const right = stored.clone().extract({ left: 150, top: 0, width: 150, height: 200 })
  const half = sharp({
    create: { width: 300, height: 200, channels: 4, background: '#0000' },
  }).composite([{ input: await right.png().toBuffer(), left: 150, top: 0 }])
  await service.write('half-clear.png', await half.png().toBuffer())
  const framed = solid('#00f', 80, 40).extend({
    top: 10,
    bottom: 30,
    left: 20,
    right: 40,
    background: '#fff',
  })
  await service.write('framed.png', await framed.png().toBuffer())
  const deep = solid('#369', 20, 20).toColourspace('rgb16').png()
  await service.write('deep.png', await deep.toBuffer())
  await service.write('cmyk.jpg', await stored.clone().toColourspace('cmyk').jpeg().toBuffer())
  await service.write('p3.jpg', await stored.clone().withIccProfile('p3').jpeg().toBuffer())
  await service.write(
    'v.svg',
    '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><path fill="red" d="M0 0h10v10H0z"/></svg>',
  )
})

after(() => service.close())

function solid(background: string, width: number, height: number) {
  return sharp({ create: { width, height, channels: 3, background } })
}

async function render(address: string, accept = '') {
  const answer = await service.get(address, { headers: { accept } })
  assert.equal(answer.status, 200, answer.text.slice(0, 200))
  const { width, height, pages = 1, format, ...rest } = await sharp(answer.body).metadata()
  assert.deepEqual(
    [rest.orientation, rest.exif, rest.icc, rest.xmp],
    [undefined, undefined, undefined, undefined],
  )
  return { ...answer, size: `${width}x${height}`, pages, format }
}

/** The four corners: upper left, upper right, lower left, lower right. */
async function corners(picture: Buffer): Promise<string> {
  const places = [
    [0.1, 0.1],
    [0.9, 0.1],
    [0.1, 0.9],
    [0.9, 0.9],
  ] as const
  return (await Promise.all(places.map(([x, y]) => nameAt(picture, x, y)))).join(' ')
}

describe('geometry', () => {
  const UPRIGHT = 'red green blue white'
  const rows: [address: string, size: string, corners: string][] = [
    ['a.png?w=150', '150x100', UPRIGHT],
    ['a.jpg?w=150', '150x100', UPRIGHT],
    ['a.jpg?w=600', '600x400', UPRIGHT],
    ['big.jpg?w=150', '150x100', UPRIGHT],
    ['a.png?flip=h', '300x200', 'green red white blue'],
    ['a.png?flip=v', '300x200', 'blue white red green'],
    ['a.png?flip=hv', '300x200', 'white blue green red'],
    ['a.png?orient=2', '300x200', 'green red white blue'],
    ['a.png?orient=3', '300x200', 'white blue green red'],
    ['a.png?orient=4', '300x200', 'blue white red green'],
    ['a.png?orient=5', '200x300', 'red blue green white'],
    ['a.png?orient=6', '200x300', 'blue red white green'],
    ['a.png?orient=7', '200x300', 'white green blue red'],
    ['a.png?orient=8', '200x300', 'green white red blue'],
    ['a.png?orient=90', '200x300', 'blue red white green'],
    ['a.png?orient=90&flip=h', '200x300', 'red blue green white'],
    ['exif-1.jpg?w=150', '150x100', UPRIGHT],
    ['exif-2.jpg?w=150', '150x100', 'green red white blue'],
    ['exif-3.jpg?w=150', '150x100', 'white blue green red'],
    ['exif-4.jpg?w=150', '150x100', 'blue white red green'],
    ['exif-5.jpg?w=100', '100x150', 'red blue green white'],
    ['exif-6.jpg?w=100', '100x150', 'blue red white green'],
    ['exif-7.jpg?w=100', '100x150', 'white green blue red'],
    ['exif-8.jpg?w=100', '100x150', 'green white red blue'],
    ['exif-6.jpg?orient=0&w=150', '150x100', UPRIGHT],
    ['exif-6.jpg?w=100&fm=avif', '100x150', 'blue red white green'],
    ['exif-5.jpg?w=100&fm=avif&sat=1', '100x150', 'red blue green white'],
    ['exif-6.jpg?w=100&fm=webp', '100x150', 'blue red white green'],
    ['exif-6.jpg?orient=0&w=150&fm=avif', '150x100', UPRIGHT],
    ['exif-6.jpg?w=100&fm=png', '100x150', 'blue red white green'],
    ['exif-6.jpg?rect=0,0,100,100', '100x100', 'blue blue blue blue'],
    ['exif-6.jpg?rect=right,bottom,100,100', '100x100', 'green green green green'],
    ['exif-5.jpg?rect=right,top,100,150&w=40', '40x60', 'blue blue blue blue'],
    ['exif-8.jpg?rect=0,0.5,1.0,0.5&w=40&flip=h', '40x30', 'blue red blue red'],
    ['exif-7.jpg?w=50&h=25&fit=crop&crop=top', '50x25', 'white green white green'],
    ['a.png?rect=0,0,150,100', '150x100', 'red red red red'],
    ['a.png?rect=right,bottom,150,100&w=30', '30x20', 'white white white white'],
    ['big.jpg?rect=0,0,1500,1000&w=60', '60x40', 'red red red red'],
    ['big.jpg?rect=1500,0,1500,1000&w=60&flip=h', '60x40', 'green green green green'],
    ['a.png?w=100&h=100&fit=scale', '100x100', UPRIGHT],
    ['a.png?w=150&h=200&fit=crop', '150x200', UPRIGHT],
    ['a.png?w=150&h=200&fit=crop&crop=left', '150x200', 'red red blue blue'],
    ['a.png?w=150&h=200&fit=crop&crop=right', '150x200', 'green green white white'],
    ['big.jpg?w=75&h=100&fit=crop&crop=right', '75x100', 'green green white white'],
    ['a.png?w=150&h=200&fit=crop&crop=right&flip=h', '150x200', 'green green white white'],
    ['a.png?w=300&h=100&fit=crop&crop=bottom', '300x100', 'blue white blue white'],
    [
      'a.png?w=90&h=60&fit=crop&crop=focalpoint&fp-x=0.9&fp-y=0.1&fp-z=3',
      '90x60',
      'green green green green',
    ],
    ['a.png?w=100&h=100&fit=crop&crop=entropy', '100x100', UPRIGHT],
    ['exif-6.jpg?w=100&h=100&fit=crop&crop=edges', '100x100', 'blue red white green'],
    ['a.png?rot=180', '300x200', 'white blue green red'],
    // Counter-clockwise: what was right is up.
    ['a.png?rot=90', '300x200', 'green white red blue'],
    ['a.png?rot=90&w=150', '150x100', 'green white red blue'],
    ['a.png?rot=270', '300x200', 'blue red white green'],
    ['a.png?rot=10&w=150', '150x100', UPRIGHT],
    ['a.png?rot=45&w=90&h=90&fit=crop', '90x90', 'green green blue blue'],
    ['big.jpg?rot=90&w=150', '150x100', 'green white red blue'],
    ['v.svg?w=200', '200x100', 'red clear red clear'],
    ['v.svg?w=200&fm=jpg', '200x100', 'red white red white'],
    ['deep.png?w=10', '10x10', 'blue blue blue blue'],
    // CMYK has no such green.
    ['cmyk.jpg?w=30', '30x20', 'red yellow blue white'],
    ['p3.jpg?w=30', '30x20', UPRIGHT],
  ]
  for (const [address, size, expected] of rows) {
    test(address, async () => {
      const picture = await render(address)
      assert.equal(picture.size, size)
      // 45°: the corners of the frame are where two colours meet; their middle is looked at instead.
      if (!address.includes('rot=45')) assert.equal(await corners(picture.body), expected)
    })
  }
  test('rot=45 leaves no empty corner', async () => {
    const { body } = await render('a.png?rot=45&w=90&h=90&fit=crop')
    for (const [x, y] of [
      [0, 0],
      [0.99, 0],
      [0, 0.99],
      [0.99, 0.99],
    ] as const) {
      assert.notEqual(await nameAt(body, x, y), 'black')
    }
    assert.equal(await nameAt(body, 0.5, 0.1), 'green')
    assert.equal(await nameAt(body, 0.1, 0.5), 'red')
  })
})

describe('space around', () => {
  const rows: [address: string, size: string, corners: string][] = [
    ['a.png?w=100&h=100&fit=fill', '100x100', 'white white white white'],
    ['a.png?w=100&h=100&fit=fill&fill-color=000', '100x100', 'black black black black'],
    ['a.png?w=100&h=100&fit=fill&bg=00000000', '100x100', 'clear clear clear clear'],
    ['a.png?w=100&h=100&fit=clamp', '100x100', 'red green blue white'],
    ['a.png?w=100&h=100&fit=fill&fill=blur', '100x100', 'red green blue white'],
    ['a.png?w=400&h=400&fit=fillmax&fill-color=000', '400x400', 'black black black black'],
    ['a.png?pad=60', '420x320', 'clear clear clear clear'],
    ['a.jpg?pad=60', '420x320', 'white white white white'],
    ['a.jpg?pad=60&bg=000', '420x320', 'black black black black'],
    ['a.png?w=100&pad-left=30', '100x47', 'clear green clear white'],
    ['a.png?border=60,000', '300x200', 'black black black black'],
    ['a.png?border=60,000&border-left=0', '300x200', 'black black black black'],
    ['a.png?border=10,000&border-radius=80', '300x200', 'black black black black'],
    ['a.jpg?border=1,000&border-radius=100', '300x200', 'white white white white'],
  ]
  for (const [address, size, expected] of rows) {
    test(address, async () => {
      const picture = await render(address)
      assert.equal(picture.size, size)
      assert.equal(await corners(picture.body), expected)
    })
  }
  test('the picture itself is in the middle', async () => {
    const { body } = await render('a.png?w=100&h=100&fit=fill&fill-color=000')
    assert.equal(await nameAt(body, 0.25, 0.3), 'red')
    assert.equal(await nameAt(body, 0.75, 0.7), 'white')
  })
  test('the border is as wide as asked', async () => {
    const { body } = await render('a.png?border=30,000')
    assert.equal(await nameAt(body, 0.05, 0.5), 'black')
    assert.equal(await nameAt(body, 0.15, 0.4), 'red')
  })
  test('a radius makes the corners clear, or the background colour', async () => {
    const rounded = await render('a.png?border=10,000&border-radius=80')
    assert.equal(await nameAt(rounded.body, 0, 0), 'clear')
    const jpeg = await render('a.jpg?border=10,000&border-radius=80')
    assert.equal(await nameAt(jpeg.body, 0, 0), 'white')
  })
})

describe('transparency', () => {
  test('stays where the format can', async () => {
    const { body } = await render('half-clear.png?w=150')
    assert.equal(await corners(body), 'clear green clear white')
  })
  test('bg lies behind it', async () => {
    assert.equal(
      await corners((await render('half-clear.png?w=150&bg=00f')).body),
      'blue green blue white',
    )
    const [red, , , alpha] = await colorAt(
      (await render('half-clear.png?w=150&bg=80f0')).body,
      0.1,
      0.1,
    )
    assert.ok(alpha !== undefined && alpha > 120 && alpha < 150, `alpha ${alpha}`)
    assert.equal(red, 0)
  })
  test('white in a JPEG', async () => {
    const { body } = await render('half-clear.png?w=150&fm=jpg')
    assert.equal(await corners(body), 'white green white white')
  })
})

describe('colour', () => {
  const rows: [query: string, expected: number][] = [
    ['bri=20', 179],
    ['bri=-100', 0],
    ['con=100', 129],
    ['con=-100', 128],
    ['exp=100', 238],
    ['exp=-100', 64],
    ['gam=100', 215],
    ['gam=-50', 65],
    ['invert=true', 127],
    ['sat=-100', 128],
    ['sat=100', 128],
    ['hue=90', 128],
  ]
  for (const [query, expected] of rows) {
    test(`${query} of middle grey`, async () => {
      const [red = 0, green = 0, blue = 0] = await colorAt(
        (await render(`grey.jpg?fm=png&${query}`)).body,
        0.5,
        0.5,
      )
      for (const level of [red, green, blue]) {
        assert.ok(Math.abs(level - expected) <= 4, `${red},${green},${blue}`)
      }
    })
  }
  test('sat=-100 is grey by luminance', async () => {
    const { body } = await render('a.png?sat=-100')
    assert.deepEqual(await colorAt(body, 0.1, 0.1), [54, 54, 54])
    assert.deepEqual(await colorAt(body, 0.9, 0.1), [182, 182, 182])
  })
  test('hue=180 turns blue to yellow', async () => {
    const [red = 0, green = 0, blue = 0] = await colorAt(
      (await render('a.png?hue=180')).body,
      0.1,
      0.9,
    )
    assert.ok(red > blue + 20 && green > blue + 20, `${red},${green},${blue}`)
  })
  test('monochrome and sepia', async () => {
    assert.equal(await nameAt((await render('a.png?mono=00f')).body, 0.9, 0.9), 'blue')
    const [red = 0, , blue = 0] = await colorAt(
      (await render('grey.jpg?fm=png&sepia=100')).body,
      0.5,
      0.5,
    )
    assert.ok(red > blue + 30)
  })
  test('alpha is left alone', async () => {
    assert.equal(
      await corners((await render('half-clear.png?invert=true')).body),
      'clear magenta clear black',
    )
  })
})

describe('effects', () => {
  test('blur mixes what is near the edge', async () => {
    for (const blur of [50, 400]) {
      const [red = 0, green = 0] = await colorAt(
        (await render(`a.png?blur=${blur}`)).body,
        0.5,
        0.25,
      )
      assert.ok(red > 60 && red < 200 && green > 60 && green < 200, `${blur}: ${red},${green}`)
    }
  })
  test('px makes tiles of one colour', async () => {
    const { body, size } = await render('a.png?px=40')
    assert.equal(size, '300x200')
    const [a, b] = [await colorAt(body, 0.41, 0.1), await colorAt(body, 0.52, 0.1)]
    assert.deepEqual(a, b)
    assert.equal(await nameAt(body, 0.1, 0.1), 'red')
  })
  test('sharp changes an edge, not a plain', async () => {
    const plain = await render('grey.jpg?fm=png')
    const sharpened = await render('grey.jpg?fm=png&sharp=100')
    assert.deepEqual(await colorAt(sharpened.body, 0.5, 0.5), await colorAt(plain.body, 0.5, 0.5))
    const blurred = (await render('a.png?blur=20')).body
    await service.write('soft.png', blurred)
    const edge = await colorAt((await render('soft.png?sharp=50')).body, 0.49, 0.1)
    assert.notDeepEqual(edge, await colorAt(blurred, 0.49, 0.1))
  })
})

describe('trim', () => {
  const rows: [query: string, size: string][] = [
    ['trim=auto', '80x40'],
    ['trim=color', '80x40'],
    ['trim=color&trim-color=fff', '80x40'],
    ['trim=color&trim-color=000', '140x80'],
    ['trim=color&trim-color=ff00f0&trim-tol=5', '140x80'],
    ['trim=auto&trim-pad=5', '90x50'],
    ['trim=auto&w=40', '40x20'],
    ['trim=alpha', '140x80'],
    ['trim=colorunlessalpha', '80x40'],
  ]
  for (const [query, size] of rows) {
    test(query, async () => assert.equal((await render(`framed.png?${query}`)).size, size))
  }
  test('alpha', async () => {
    assert.equal((await render('half-clear.png?trim=alpha')).size, '150x200')
    assert.equal((await render('half-clear.png?trim=colorunlessalpha')).size, '150x200')
  })
  test('a picture of one colour stays', async () => {
    assert.equal((await render('grey.jpg?trim=color')).size, '60x40')
  })
})
