import { readFileSync } from 'node:fs'
import type { HtmlTagDescriptor, IndexHtmlTransformContext, Plugin, ResolvedConfig } from 'vite'
import { WHOLE } from './languages.ts'

type Bundle = NonNullable<IndexHtmlTransformContext['bundle']>

const BEFORE_PAINT = 'before-paint.js'
/** What asks the API for what the first screen will want. */
const FIRST = / *<link rel="modulepreload"[^>]* href="([^"]+\/first-[^"]+)">\n/
const PROGRAM = '<script type="module"'
/** The one face that the first screen is written in. */
const FONT = /inter-[^/]*\.woff2$/
/** Vite's own module that loads what a part needs, before it runs. */
const PRELOADER = /vite\/preload-helper\.js$/
const IN_HEAD = 'document.head.appendChild('

/**
 * Lets the page be drawn before anything but before-paint.js has come: style sheets stand below what is drawn first,
 * and no cached file is asked for again. What the script would only ask for once it runs (the font, the language of
 * the reader, the answers of the API) is asked for at once. The style sheet of a part that comes later stands below
 * the first one, too, or it would lose to it wherever both speak of the same element.
 */
export function firstPage(): Plugin {
  let config: ResolvedConfig
  return {
    name: 'first-page',
    apply: 'build',
    configResolved: (resolved) => {
      config = resolved
    },
    buildStart() {
      const source = readFileSync(`${config.publicDir}/${BEFORE_PAINT}`)
      this.emitFile({ type: 'asset', name: BEFORE_PAINT, source })
    },
    transform: {
      filter: { id: PRELOADER },
      handler(code) {
        if (!code.includes(IN_HEAD))
          throw new Error('Style sheets of parts come in another way now.')
        return code.replace(IN_HEAD, 'document.body.appendChild(')
      },
    },
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        if (!bundle) return html
        const files = Object.keys(bundle)
        const script = files.find((file) => /before-paint-[^/]*\.js$/.test(file))
        const font = files.find((file) => FONT.test(file))
        const first = html.match(FIRST)?.[1]
        if (!script || !font || !first) throw new Error('A file of the first page is missing.')
        const links = html.match(/ *<link rel="stylesheet"[^>]*>\n?/g) ?? []
        const plain = [...links, FIRST].reduce<string>((text, link) => text.replace(link, ''), html)
        const texts = JSON.stringify(languageFiles(bundle))
        return {
          html: plain
            .replace(`src="/${BEFORE_PAINT}"`, `src="/${script}" data-texts='${texts}'`)
            // Before the program, which waits for all of its files, and needs this one, too.
            .replace(
              PROGRAM,
              `<script type="module" async crossorigin src="${first}"></script>\n    ${PROGRAM}`,
            )
            .replace('    <div id="root">', `${links.join('')}    <div id="root">`),
          tags: [preloadOf(font)],
        }
      },
    },
  }
}

/** Language → address. */
function languageFiles(bundle: Bundle): Record<string, string> {
  return Object.fromEntries(
    Object.values(bundle).flatMap((file) => {
      const module = file.type === 'chunk' ? file.facadeModuleId : null
      return module?.startsWith(WHOLE) ? [[module.slice(WHOLE.length), `/${file.fileName}`]] : []
    }),
  )
}

function preloadOf(font: string): HtmlTagDescriptor {
  const attrs = {
    rel: 'preload',
    as: 'font',
    type: 'font/woff2',
    crossorigin: '',
    href: `/${font}`,
  }
  return { tag: 'link', attrs, injectTo: 'head' }
}
