import { isForGood } from '../lib/picture-failures.ts'
import { t } from '../texts/detail.ts'

export interface Refusal {
  /** Why, in the words of the server. */
  text: string
  /** It will say the same the next time. */
  isForGood: boolean
}

/**
 * Why the server does not give a file; null when it does. Pictures and players tell nothing about that, so the address is
 * asked once more.
 * @throws TypeError when there is no answer
 */
export async function readRefusal(src: string, signal?: AbortSignal): Promise<Refusal | null> {
  const response = await fetch(src, { signal: signal ?? null })
  const { status } = response
  if (response.ok) {
    await response.body?.cancel()
    return null
  }
  const isText = response.headers.get('content-type')?.startsWith('text/plain') ?? false
  const text = isText ? (await response.text()).trim().slice(0, 500) : ''
  return {
    text: text ? `${text} (${status})` : t.refused(status),
    isForGood: isForGood(status),
  }
}
