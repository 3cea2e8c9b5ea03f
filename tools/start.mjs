// npm start: installs and builds what is missing, then runs Vitrine.
import { join } from 'node:path'
import { buildWeb, install, main, ROOT, runProgram } from './prepare.mjs'

await main(async (args) => {
  await install({ forDevelopment: false })
  await buildWeb()
  return await runProgram([join(ROOT, 'server', 'main.ts'), ...args])
})
