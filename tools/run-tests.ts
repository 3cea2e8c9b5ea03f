import { run } from 'node:test'
import { spec } from 'node:test/reporters'

/** Runs test files in this order, so many at once; `node --test` would begin with the first by name. */

const [concurrency, timeoutMs, ...files] = process.argv.slice(2)
run({ files, concurrency: Number(concurrency), timeout: Number(timeoutMs) })
  .on('test:fail', () => {
    process.exitCode = 1
  })
  .compose(new spec())
  .pipe(process.stdout)
