import { randomUUID } from 'node:crypto'
import { after, before } from 'node:test'
import { readNetworkAllowList } from '../network-guard.ts'
import type { AzureOriginConfig } from '../origin-config.ts'
import { type Azurite, startAzurite } from './azurite.ts'

export const PRIVATE = readNetworkAllowList('127.0.0.0/8, localhost')

/** One emulator for a test file: it is there while tests run. */
export function withAzurite(): () => Azurite {
  let azurite: Azurite | undefined
  before(async () => {
    azurite = await startAzurite()
  })
  after(() => azurite?.close())
  return () => {
    if (!azurite) throw new Error('Azurite runs only while tests do.')
    return azurite
  }
}

/** A container of its own, so that tests share nothing. */
export async function addContainer(azurite: Azurite): Promise<string> {
  const container = `c-${randomUUID()}`
  await azurite.send('PUT', `${container}?restype=container`)
  return container
}

export function putBlob(
  azurite: Azurite,
  container: string,
  name: string,
  options: { body: string; headers?: Record<string, string> },
): Promise<void> {
  const path = name.split('/').map(encodeURIComponent).join('/')
  return azurite.send('PUT', `${container}/${path}`, options)
}

export function configOf(
  azurite: Azurite,
  container: string,
  more: Partial<AzureOriginConfig> = {},
): AzureOriginConfig {
  const { account, endpoint } = azurite
  const sas = azurite.accountSas()
  return { type: 'azure', account, container, prefix: '', sas, endpoint, ...more }
}
