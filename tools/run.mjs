// npm run config, bench:…, verify:…: runs one of our TypeScript programs with all packages installed.
import { join } from 'node:path'
import { install, main, ROOT, runProgram } from './prepare.mjs'

await main(async ([program, ...args]) => {
  await install({ forDevelopment: true })
  return await runProgram([join(ROOT, program), ...args])
})
