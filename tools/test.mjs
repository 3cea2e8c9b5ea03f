// npm test: everything, from a bare machine: packages, checks, server and unit tests, browser tests.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { installAzurite } from './azurite.mjs'
import { ensureChromium } from './chromium.mjs'
import { buildWeb, findNode, install, main, ROOT, run, say } from './prepare.mjs'

/** A file that hangs fails instead; no file takes nearly as long. */
const FILE_TIMEOUT_MS = 300_000

await main(async () => {
  await install({ forDevelopment: true })
  say('Checking types, style, imports and dead code …')
  // What is fetched takes no processor, checks and build take one each.
  const check = run('npm', ['run', '--silent', 'check'])
  const [chromium] = await Promise.all([ensureChromium(), installAzurite(), check, buildWeb()])
  say('Testing the server and the web app …')
  await test(['server', 'web', 'tools', 'bench'], 3, {})
  say('Testing in Chromium …')
  await test(['e2e'], 2, { CHROMIUM: chromium })
  return 0
})

async function test(folders, concurrency, environment) {
  const limits = [String(concurrency), String(FILE_TIMEOUT_MS)]
  const args = [join(ROOT, 'tools', 'run-tests.ts'), ...limits, ...folders.flatMap(testsBelow)]
  const holder = join(ROOT, 'tools', 'with-postgres.ts')
  await run(findNode(), [holder, ...args], { env: { ...process.env, ...environment } })
}

/** The largest first: what takes long and begins last would run alone. */
function testsBelow(folder) {
  return readdirSync(join(ROOT, folder), { recursive: true })
    .filter((file) => file.endsWith('.test.ts') && !file.includes('node_modules'))
    .map((file) => join(ROOT, folder, file))
    .sort((a, b) => statSync(b).size - statSync(a).size)
}
