import { t } from '../texts/detail.ts'

/**
 * Why the server does not give a file, in its words; null when it does. Pictures and players tell nothing about that,
 * so the address is asked once more.
 * @throws TypeError when there is no answer
 */
export async function readRefusal(src: string, signal?: AbortSignal): Promise<string | null> {
  const response = await fetch(src, { signal: signal ?? null })
  if (response.ok) {
    await response.body?.cancel()
    return null
  }
  const isText = response.headers.get('content-type')?.startsWith('text/plain') ?? false
  const text = isText ? (await response.text()).trim().slice(0, 500) : ''
  return text ? `${text} (${response.status})` : t.refused(response.status)
}
