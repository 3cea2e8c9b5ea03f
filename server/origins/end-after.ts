import type { OriginFile } from './origin.ts'
import { compareUtf8 } from './utf8-order.ts'

/** The pages as far as `upTo`, inclusive; all of them when it is undefined. */
export async function* endAfter(
  upTo: string | undefined,
  pages: AsyncIterable<OriginFile[]>,
): AsyncGenerator<OriginFile[]> {
  for await (const page of pages) {
    const last = page.at(-1)
    if (upTo === undefined || !last || compareUtf8(last.path, upTo) <= 0) {
      yield page
      continue
    }
    const wanted = page.filter(({ path }) => compareUtf8(path, upTo) <= 0)
    if (wanted.length > 0) yield wanted
    return
  }
}
