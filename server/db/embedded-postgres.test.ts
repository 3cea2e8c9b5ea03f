import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, rmdir, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { startEmbeddedPostgres } from './embedded-postgres.ts'

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-postgres-'))
})
after(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function query(url: string, text: string) {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

test('starts in an empty folder, keeps what was written, stops without a lock left', async () => {
  const first = await startEmbeddedPostgres(folder)
  assert.equal(first.adopted, false)
  await query(first.url('postgres'), 'create table kept (n int); insert into kept values (7)')
  await first.stop()
  assert.equal(existsSync(join(folder, 'data', 'postmaster.pid')), false)

  const second = await startEmbeddedPostgres(folder)
  assert.deepEqual(await query(second.url('postgres'), 'select n from kept'), [{ n: 7 }])
  await second.stop()
})

test('after a restart what was in memory is read again before anybody asks for it', {
  timeout: 60_000,
}, async () => {
  const pages = `select relpages::int as pages from pg_class where relname = 'warm'`
  const inMemory = `select count(*)::int as pages from pg_buffercache
    where relfilenode = pg_relation_filenode('warm') and relforknumber = 0`
  const first = await startEmbeddedPostgres(folder)
  await query(
    first.url('postgres'),
    `create extension pg_buffercache;
    create extension pg_prewarm;
    create table warm as select repeat('x', 1000) from generate_series(1, 700);
    analyze warm`,
  )
  const all = await query(first.url('postgres'), pages)
  // Refused while it still reads what was there before, and who stops then leaves that for the next time.
  const isKept = () =>
    query(first.url('postgres'), 'select autoprewarm_dump_now()').then(
      () => true,
      () => false,
    )
  while (!(await isKept())) await sleep(50)
  await first.stop()

  const second = await startEmbeddedPostgres(folder)
  const readAgain = () => query(second.url('postgres'), inMemory)
  while ((await readAgain())[0].pages < all[0].pages) await sleep(50)
  assert.ok(all[0].pages >= 100)
  await second.stop()
})

test('keeps as much in memory as it was given', async () => {
  const server = await startEmbeddedPostgres(folder, 64 * 2 ** 20)
  assert.deepEqual(await query(server.url('postgres'), 'show shared_buffers'), [
    { shared_buffers: '64MB' },
  ])
  await server.stop()
})

test('sorts and lowers text the same way on every machine', async () => {
  const server = await startEmbeddedPostgres(folder)
  const rows = await query(
    server.url('postgres'),
    `select lower('ÄÉ') as lowered, array(select v from unnest(array['b','A','a','ä']) v order by v) as sorted`,
  )
  assert.deepEqual(rows, [{ lowered: 'äé', sorted: ['A', 'a', 'b', 'ä'] }])
  await server.stop()
})

test('a stale lock file whose pid belongs to somebody else does not keep it from starting', async () => {
  await writeFile(join(folder, 'data', 'postmaster.pid'), `${process.pid}\n/elsewhere\n`)
  const server = await startEmbeddedPostgres(folder)
  assert.deepEqual(await query(server.url('postgres'), 'select n from kept'), [{ n: 7 }])
  await server.stop()
})

test('neither does such a lock of its socket', async () => {
  const { uid, gid } = await stat(join(folder, 'data'))
  const somebody = spawn('sleep', ['60'], { uid, gid })
  await once(somebody, 'spawn')
  const lock = join(folder, 'socket', '.s.PGSQL.5432.lock')
  for (const isServersToo of [true, false]) {
    await writeFile(lock, `${somebody.pid}\n/elsewhere\n`)
    if (isServersToo) await writeFile(join(folder, 'data', 'postmaster.pid'), `${somebody.pid}\n`)
    const server = await startEmbeddedPostgres(folder)
    assert.deepEqual(await query(server.url('postgres'), 'select n from kept'), [{ n: 7 }])
    await server.stop()
  }
  somebody.kill()
  await once(somebody, 'exit')
})

test('takes over the server of a process that was killed', async () => {
  const module = new URL('./embedded-postgres.ts', import.meta.url).href
  const program = `const { startEmbeddedPostgres } = await import('${module}')
    await startEmbeddedPostgres(${JSON.stringify(folder)}); console.log('up'); setInterval(() => {}, 1e6)`
  const parent = spawn(process.execPath, ['--input-type=module', '-e', program])
  await once(parent.stdout, 'data')
  const pid = await serverPid()
  parent.kill('SIGKILL')
  await once(parent, 'exit')

  const server = await startEmbeddedPostgres(folder)
  assert.equal(server.adopted, true)
  assert.equal(await serverPid(), pid)
  await server.stop()
})

test('comes back after the server itself was killed', async () => {
  const killed = await startEmbeddedPostgres(folder)
  await query(killed.url('postgres'), 'insert into kept values (8)')
  process.kill(await serverPid(), 'SIGKILL')

  const server = await startEmbeddedPostgres(folder)
  const rows = await query(server.url('postgres'), 'select n from kept order by n')
  assert.deepEqual(rows, [{ n: 7 }, { n: 8 }])
  await server.stop()
})

test('leaves the server running while another Vitrine process uses it', async () => {
  const server = await startEmbeddedPostgres(folder)
  const other = new Client({
    connectionString: server.url('postgres'),
    application_name: 'vitrine:1',
  })
  await other.connect()
  await server.stop()
  assert.deepEqual((await other.query('select 1 as n')).rows, [{ n: 1 }])
  await other.end()
  await server.stop()
  assert.equal(existsSync(join(folder, 'data', 'postmaster.pid')), false)
})

test('two processes that start at once share one server', async () => {
  const [one, two] = await Promise.all([
    startEmbeddedPostgres(folder),
    startEmbeddedPostgres(folder),
  ])
  assert.equal(one.url('postgres'), two.url('postgres'))
  await one.stop()
  await two.stop()
})

test('root’s folder below one that only root may enter', {
  skip: process.getuid?.() !== 0,
}, async () => {
  const closed = await mkdtemp(join(tmpdir(), 'vitrine-closed-'))
  // As it is on a machine that has never run Vitrine; nothing else uses an empty one.
  await rmdir('/var/lib/vitrine').catch(() => {})
  const server = await startEmbeddedPostgres(join(closed, 'postgres'))
  const [row] = await query(server.url('postgres'), 'show data_directory')
  await server.stop()
  await rm(dirname(row.data_directory), { recursive: true })
  await rm(closed, { recursive: true })
  assert.match(row.data_directory, /^\/var\/lib\/vitrine\/database-/)
})

test('gives nothing away that its own user has put a link to', {
  skip: process.getuid?.() !== 0 && 'only root starts PostgreSQL as another user',
}, async () => {
  const target = await mkdtemp(join(tmpdir(), 'vitrine-target-'))
  const log = join(target, 'log')
  await writeFile(log, 'kept')
  await rm(join(folder, 'socket'), { recursive: true, force: true })
  await rm(join(folder, 'startup.log'), { force: true })
  await symlink(target, join(folder, 'socket'))
  await symlink(log, join(folder, 'startup.log'))
  await assert.rejects(startEmbeddedPostgres(folder))
  assert.equal((await stat(target)).uid, 0)
  assert.equal(await readFile(log, 'utf8'), 'kept')
  await rm(target, { recursive: true })
  await rm(join(folder, 'socket'))
  await rm(join(folder, 'startup.log'))
})

async function serverPid(): Promise<number> {
  const [pid] = (await readFile(join(folder, 'data', 'postmaster.pid'), 'utf8')).split('\n')
  return Number(pid)
}
