import assert from 'node:assert/strict'
import { once } from 'node:events'
import net, { type AddressInfo, type Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { type Failure, isFailure } from '../../lib/failures.ts'
import { openOrigin } from '../index.ts'
import { readNetworkAllowList } from '../network-guard.ts'
import type { Origin } from '../origin.ts'

const PRIVATE = readNetworkAllowList('127.0.0.1')
const SECRET = 'the-secret'

/** Calls `use` with an Origin whose server does with each connection what `serve` says. */
async function withServer(
  serve: (socket: Socket, request: string) => void,
  use: (origin: Origin) => Promise<void>,
  idleSeconds = 20,
): Promise<void> {
  const sockets = new Set<Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('data', (head) => serve(socket, head.toString('latin1')))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const config = {
    type: 'webfolder',
    baseUrl: `http://127.0.0.1:${port}/`,
    credentials: { username: 'reader', password: SECRET },
    redirectHosts: [],
  } as const
  const origin = openOrigin(config, { allowPrivate: PRIVATE, idleSeconds })
  try {
    await use(origin)
  } finally {
    await origin.close()
    for (const socket of sockets) socket.destroy()
    server.close()
  }
}

function answering(text: string) {
  return (socket: Socket) => socket.write(text, 'latin1')
}

/** Says `head`, then `drop` again and again. */
function dripping(head: string, drop: string | Buffer, everyMs: number) {
  return (socket: Socket) => {
    socket.write(head, 'latin1')
    const timer = setInterval(() => socket.write(drop), everyMs)
    socket.once('close', () => clearInterval(timer))
  }
}

async function readWhole(origin: Origin): Promise<number | null> {
  const opened = await origin.open('a.jpg')
  return opened && (await buffer(opened.body)).length
}

/** Only those who are waited for in vain need little patience; with it, a busy machine is late, too. */
function patienceFor(detail: RegExp): number {
  return /in time|slowly/.test(detail.source) ? 0.4 : 20
}

function isTold(error: unknown, code: Failure['code'], detail: RegExp): boolean {
  assert.ok(isFailure(error), String(error))
  assert.match(error.detail, detail)
  assert.equal(error.code, code)
  assert.doesNotMatch(`${error.detail} ${error.cause}`, new RegExp(`${SECRET}|a\\.jpg|cmVhZGVy`))
  return true
}

const OK = 'HTTP/1.1 200 OK\r\n'
const UNREACHABLE = 'origin_unreachable'
const REFUSED = 'origin_refused'

type Serve = (socket: Socket, request: string) => void
type Case = [name: string, serve: Serve, code: Failure['code'], detail: RegExp]

/** What neither says anything of a file nor gives it. */
const headless: Case[] = [
  ['says nothing', () => {}, UNREACHABLE, /did not answer in time/],
  ['hangs up', (socket) => socket.end(), UNREACHABLE, /broke off|could not be asked/],
  ['resets', (socket) => socket.resetAndDestroy(), UNREACHABLE, /broke off/],
  ['is no web server', answering('SSH-2.0-OpenSSH_9.2\r\n'), REFUSED, /as a web server does/],
  ['sends garbage', answering('\0\u00ff\u00fe\r\n\r\n'), REFUSED, /as a web server does/],
  ['drips its headers', dripping(OK, 'X-A: b\r\n', 20), UNREACHABLE, /in time/],
  [
    'never ends its headers',
    dripping(OK, `X-A: ${'b'.repeat(9000)}\r\n`, 1),
    REFUSED,
    /too many headers/,
  ],
  [
    'has one endless header',
    dripping(`${OK}X-A: `, 'b'.repeat(9000), 1),
    REFUSED,
    /too many headers/,
  ],
  [
    'has interim answers without end',
    dripping('', 'HTTP/1.1 103 Early Hints\r\n\r\n', 5),
    UNREACHABLE,
    /in time/,
  ],
  [
    'changes the protocol',
    answering('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
    REFUSED,
    /as a web server does/,
  ],
  [
    'contradicts its length',
    answering(`${OK}Content-Length: 3\r\nContent-Length: 5\r\n\r\nabcde`),
    REFUSED,
    /as a web server does/,
  ],
  [
    'announces length and chunks',
    answering(`${OK}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`),
    REFUSED,
    /as a web server does/,
  ],
  [
    'has a negative length',
    answering(`${OK}Content-Length: -3\r\n\r\nabc`),
    REFUSED,
    /as a web server does/,
  ],
  [
    'folds headers',
    answering(`${OK}X-A: b\r\n  c\r\nContent-Length: 3\r\n\r\nabc`),
    REFUSED,
    /as a web server does/,
  ],
  [
    'is forbidden',
    answering('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n'),
    REFUSED,
    /refuses access/,
  ],
  [
    'asks who it is',
    answering('HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n'),
    REFUSED,
    /user name and password/,
  ],
  [
    'is overrun',
    answering('HTTP/1.1 429 No\r\nContent-Length: 0\r\n\r\n'),
    UNREACHABLE,
    /status 429/,
  ],
  [
    'is broken',
    answering('HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n'),
    UNREACHABLE,
    /status 500/,
  ],
  ['has nothing to say', answering('HTTP/1.1 204 No Content\r\n\r\n'), REFUSED, /status 204/],
  ['has not changed', answering('HTTP/1.1 304 Not Modified\r\n\r\n'), REFUSED, /status 304/],
  [
    'redirects nowhere',
    answering('HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n'),
    REFUSED,
    /no address/,
  ],
  [
    'redirects to a file',
    answering('HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n'),
    REFUSED,
    /no address/,
  ],
  [
    'redirects in circles',
    answering('HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n'),
    REFUSED,
    /again and again/,
  ],
  [
    'redirects away',
    answering(
      'HTTP/1.1 302 Found\r\nLocation: http://example.com/?k=the-secret\r\nContent-Length: 0\r\n\r\n',
    ),
    REFUSED,
    /redirects to example\.com, which/,
  ],
  [
    'redirects with a user',
    answering(
      'HTTP/1.1 302 Found\r\nLocation: http://u:the-secret@127.0.0.1/\r\nContent-Length: 0\r\n\r\n',
    ),
    REFUSED,
    /user name/,
  ],
]

/** What is found out when the file is read. */
const bodies: Case[] = [
  [
    'sends less than announced',
    (socket) => socket.end(`${OK}Content-Length: 9\r\n\r\nabc`),
    UNREACHABLE,
    /broke off/,
  ],
  [
    'stops in the middle',
    answering(`${OK}Content-Length: 9\r\n\r\nabc`),
    UNREACHABLE,
    /too slowly/,
  ],
  [
    'drips its bytes',
    dripping(`${OK}Content-Length: 900000\r\n\r\n`, 'abc', 5),
    UNREACHABLE,
    /too slowly/,
  ],
  [
    'breaks off its chunks',
    (socket) => socket.end(`${OK}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`),
    UNREACHABLE,
    /broke off/,
  ],
  [
    'has impossible chunks',
    answering(`${OK}Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n`),
    UNREACHABLE,
    /broke off/,
  ],
  [
    'sends chunks without end',
    dripping(`${OK}Transfer-Encoding: chunked\r\n\r\n`, `100000\r\n${'x'.repeat(2 ** 20)}\r\n`, 0),
    REFUSED,
    /does not say how large.*32 MB/,
  ],
  [
    'sends bytes without end',
    dripping(`${OK}\r\n`, 'x'.repeat(2 ** 20), 0),
    REFUSED,
    /does not say how large/,
  ],
  [
    'packs the file',
    answering(`${OK}Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc`),
    REFUSED,
    /compressed/,
  ],
  [
    'sends a part nobody asked for',
    answering('HTTP/1.1 206 Partial\r\nContent-Range: bytes 0-2/9\r\nContent-Length: 3\r\n\r\nabc'),
    REFUSED,
    /status 206/,
  ],
]

describe('a server that', () => {
  for (const [name, serve, code, detail] of headless) {
    test(name, () =>
      withServer(
        serve,
        async (origin) => {
          await assert.rejects(origin.stat('a.jpg'), (error) => isTold(error, code, detail))
          await assert.rejects(readWhole(origin), (error) => isTold(error, code, detail))
        },
        patienceFor(detail),
      ),
    )
  }
  for (const [name, serve, code, detail] of bodies) {
    test(name, () =>
      withServer(
        serve,
        (origin) => assert.rejects(readWhole(origin), (error) => isTold(error, code, detail)),
        patienceFor(detail),
      ),
    )
  }
})

/** What answers to requests for a part may look like. */
const parts: [name: string, head: string, detail: RegExp | null][] = [
  ['as it should be', 'Content-Range: bytes 2-4/9\r\nContent-Length: 3', null],
  ['without a length', 'Content-Range: bytes 2-4/9\r\nTransfer-Encoding: chunked', null],
  ['another part', 'Content-Range: bytes 0-2/9\r\nContent-Length: 3', /part of the file/],
  ['more than asked', 'Content-Range: bytes 2-5/9\r\nContent-Length: 4', /part of the file/],
  ['less than asked', 'Content-Range: bytes 2-3/9\r\nContent-Length: 2', /part of the file/],
  ['of no size', 'Content-Range: bytes 2-4/*\r\nContent-Length: 3', /part of the file/],
  ['behind its end', 'Content-Range: bytes 2-4/3\r\nContent-Length: 3', /part of the file/],
  ['another length', 'Content-Range: bytes 2-4/9\r\nContent-Length: 4', /part of the file/],
  ['of what', 'Content-Length: 3', /part of the file/],
  ['several', 'Content-Type: multipart/byteranges; boundary=x\r\nContent-Length: 3', /part of the/],
]

describe('a part', () => {
  for (const [name, head, detail] of parts) {
    const bytes = head.includes('chunked') ? '3\r\nabc\r\n0\r\n\r\n' : 'abcd'
    const serve = answering(`HTTP/1.1 206 Partial\r\n${head}\r\nConnection: close\r\n\r\n${bytes}`)
    test(name, () =>
      withServer(serve, async (origin) => {
        const asked = origin.open('a.jpg', { range: { start: 2, end: 4 } })
        if (detail) return assert.rejects(asked, (error) => isTold(error, REFUSED, detail))
        const opened = await asked
        assert.ok(opened)
        assert.equal((await buffer(opened.body)).toString(), 'abc')
        assert.equal(opened.sizeBytes, 9)
      }),
    )
  }
})

describe('connections', () => {
  test('what comes behind an answer is not the next answer', async () => {
    const evil = `${OK}Content-Length: 4\r\n\r\nevil`
    await withServer(answering(`${OK}Content-Length: 3\r\n\r\nabc${evil}`), async (origin) => {
      for (let turn = 0; turn < 5; turn += 1) assert.equal(await readWhole(origin), 3)
    })
  })

  test('an answer to HEAD with a body does no harm', async () => {
    await withServer(
      answering(`${OK}Content-Length: 3\r\nETag: "x"\r\n\r\nabc`),
      async (origin) => {
        for (let turn = 0; turn < 5; turn += 1)
          assert.equal((await origin.stat('a.jpg'))?.etag, 'x')
      },
    )
  })

  test('one that was closed meanwhile is opened anew', async () => {
    let requests = 0
    const serve = (socket: Socket) => {
      requests += 1
      socket.write(`${OK}Content-Length: 3\r\n\r\nabc`)
      // Gone without a word when the next request is on its way.
      socket.removeAllListeners('data')
      socket.once('data', () => socket.resetAndDestroy())
    }
    await withServer(serve, async (origin) => {
      assert.equal(await readWhole(origin), 3)
      assert.equal(await readWhole(origin), 3)
    })
    assert.equal(requests, 2)
  })

  test('a reader that takes its time is not the fault of the server', async () => {
    const bytes = 'x'.repeat(3_000_000)
    const serve = answering(`${OK}Content-Length: 3000000\r\n\r\n${bytes}`)
    const read = async (origin: Origin) => {
      const opened = await origin.open('a.jpg')
      assert.ok(opened)
      await once(opened.body, 'readable')
      await wait(2000)
      assert.equal((await buffer(opened.body)).length, 3_000_000)
    }
    await withServer(serve, read, 1.5)
  })
})
