import { describeSettings } from '../server/config.ts'

/** Prints docs/config.md. */

const rows = describeSettings().map(
  ({ name, fallback, meaning }) =>
    `| \`${name}\` | ${fallback === '' ? '' : `\`${fallback}\``} | ${meaning} |`,
)

console.log(`# Settings

Environment variables; \`npm run config\` prints this table. A bad value stops the start with one sentence.

| setting | default | meaning |
| --- | --- | --- |
${rows.join('\n')}`)
