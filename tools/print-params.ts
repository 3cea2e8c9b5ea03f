import { FAMILIES } from '../server/render/params/index.ts'
import type { Param } from '../server/render/params/param.ts'

/** Prints docs/params.md. */

function describe(name: string, { doc, reader, fallback, aliases = [] }: Param<unknown>): string {
  const also = aliases.length === 0 ? '' : ` (${aliases.map((alias) => `\`${alias}\``).join(', ')})`
  const value = fallback === undefined || Array.isArray(fallback) ? '' : `\`${fallback}\``
  return `| \`${name}\`${also} | ${doc} | ${reader.expects} | ${value} |`
}

const families = Object.entries(FAMILIES).map(([family, params]) => {
  const rows = Object.entries(params).map(([name, param]) => describe(name, param))
  return `## ${family}

| parameter | meaning | value | default |
| --- | --- | --- | --- |
${rows.join('\n')}
`
})

console.log(`# Rendering parameters

Names, values and defaults are those of imgix's Rendering API, but for the last table; \`npm run params\` prints this
page. Any other parameter is passed over, as is one without a value. A value that is not as described here is answered 400
with the name of the parameter. \`NAME64\` takes the value of NAME in URL-safe base64. The order in the URL does not
matter. What imgix leaves open is decided in [decisions/005-rendering.md](decisions/005-rendering.md).

${families.join('\n')}`)
