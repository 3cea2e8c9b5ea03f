import { Failure } from '../lib/failures.ts'

/** @throws Failure `invalid_parameter` for what is no scheme and host, as browsers write them */
export function checkPageOrigin(pageOrigin: string): void {
  const url = URL.parse(pageOrigin)
  if (url && /^https?:$/.test(url.protocol) && url.origin === pageOrigin) return
  const detail = `“${pageOrigin}” is not a page’s origin such as https://assets.example.com.`
  throw new Failure('invalid_parameter', detail)
}
