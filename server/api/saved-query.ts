import { Failure, isFailure } from '../lib/failures.ts'
import { ASSET_LIST_QUERY, readAssetList } from './asset-query.ts'
import { readQueryString } from './query-string.ts'

/** What a page shows, and is no part of what is searched for. */
const NO_SEARCH = /^(page\[.*\]|fields\[.*\]|meta\[.*\])$/s

/**
 * A search as people keep it: the query of an asset list, without the question mark, its paging and its fields, each
 * name in order and each value encoded in the same way. Checked by the code that answers lists.
 * @throws Failure `invalid_body` that names what a list would refuse
 */
export function readSavedQuery(text: string, pointer: string): string {
  try {
    const read = Object.entries(readQueryString(text.replace(/^\?/, '')))
    const values = Object.fromEntries(read.filter(([name]) => !NO_SEARCH.test(name)))
    const parsed = ASSET_LIST_QUERY.safeParse(values)
    if (!parsed.success) {
      const { path = [], message = '' } = parsed.error.issues[0] ?? {}
      throw new Failure('invalid_body', `${path.join('.')}: ${message}`, { pointer })
    }
    readAssetList(parsed.data)
    return Object.keys(values)
      .sort()
      .flatMap((name) =>
        [values[name] ?? []].flat().map((value) => `${encode(name)}=${encode(value)}`),
      )
      .join('&')
  } catch (error) {
    if (!isFailure(error, 'invalid_parameter')) throw error
    throw new Failure('invalid_body', error.detail, { cause: error, pointer })
  }
}

/** What may stand in a query as it is stays readable. */
function encode(text: string): string {
  const readable: Record<string, string> = {
    '%5B': '[',
    '%5D': ']',
    '%3A': ':',
    '%2C': ',',
    '%2F': '/',
    '%7C': '|',
  }
  return encodeURIComponent(text).replace(/%(5B|5D|3A|2C|2F|7C)/g, (code) => readable[code] ?? code)
}
