import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { normalizePath, type Plugin } from 'vite'

const FOLDER = normalizePath(join(import.meta.dirname, '../texts/'))
/** Before a language: the module with all its texts. */
export const WHOLE = 'virtual:texts/'
const AREA = /import\(['"]\.\/(\w\w)\/([\w-]+)\.ts['"]\)/g

/** Each language comes as one file: a text area alone is smaller than what its request costs. */
export function languages(): Plugin {
  return {
    name: 'languages',
    apply: 'build',
    enforce: 'pre',
    resolveId: (id) => (id.startsWith(WHOLE) ? id : null),
    load(id) {
      if (!id.startsWith(WHOLE)) return null
      const folder = `${FOLDER}${id.slice(WHOLE.length)}/`
      const areas = readdirSync(folder).filter((file) => file.endsWith('.ts'))
      const lines = areas.map((file, at) => {
        return `import { texts as area${at} } from ${JSON.stringify(folder + file)}`
      })
      const entries = areas.map((file, at) => `${JSON.stringify(file.slice(0, -3))}: area${at}`)
      return `${lines.join('\n')}\nexport const areas = { ${entries.join(', ')} }`
    },
    transform(code, id) {
      if (!id.startsWith(FOLDER)) return null
      return code.replaceAll(AREA, (_, language: string, area: string) => {
        return `import('${WHOLE}${language}').then(({ areas }) => ({ texts: areas['${area}'] }))`
      })
    },
  }
}
