import { createHash } from 'node:crypto'
import { mkdir, open, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { BrowserContext, CDPSession, Locator, Page } from 'playwright-core'
import sharp from 'sharp'
import type { S3Double } from '../server/origins/s3-double/s3-double.ts'
import { callApi, type Vitrine } from './vitrine.ts'

/** What a person sees and does when uploading, by roles and names; and the files that they upload. */

export function dialogOf(page: Page): Locator {
  return page.getByRole('dialog', { name: /^Upload to / })
}

/** The row of a file in the dialog or in the Upload Manager. */
export function rowOf(page: Page, name: string): Locator {
  return page.getByRole('listitem').filter({ hasText: name })
}

/** Chooses files, or one folder, as the browser's own dialog would. */
export async function chooseFiles(page: Page, paths: string | string[]): Promise<void> {
  const field = typeof paths === 'string' ? 'Folder' : 'Files'
  await dialogOf(page).locator(`input[aria-label=${field}]`).setInputFiles(paths)
}

/** Opens the dialog, chooses files and waits until their names were compared. */
export async function offerFiles(page: Page, paths: string | string[]): Promise<void> {
  // An empty source offers the same a second time.
  await page.getByRole('button', { name: 'Upload', exact: true }).first().click()
  await chooseFiles(page, paths)
  await untilCompared(page)
}

export async function untilCompared(page: Page): Promise<void> {
  await dialogOf(page)
    .getByRole('button', { name: /^Upload \d/ })
    .and(page.locator(':enabled'))
    .waitFor()
}

/** Presses Upload in the dialog, and is in the Upload Manager then. */
export async function sendOffered(page: Page, count: number): Promise<void> {
  const files = count === 1 ? '1 file' : `${count.toLocaleString('en')} files`
  await dialogOf(page)
    .getByRole('button', { name: `Upload ${files}` })
    .click()
  await page.getByRole('heading', { name: 'Upload Manager' }).waitFor()
}

/** Waits until the Upload Manager counts so many of all files as done. */
export async function untilDone(page: Page, done: number, count = done): Promise<void> {
  const [some, all] = [done.toLocaleString('en'), count.toLocaleString('en')]
  await page.getByText(new RegExp(`^${some} of ${all} done`)).waitFor({ timeout: 240_000 })
}

/** Drags files and folders from outside over a place and lets them go, as a mouse does. */
export async function dropFiles(
  page: Page,
  context: BrowserContext,
  { files, over, whileHeld }: { files: string[]; over: Locator; whileHeld?: () => Promise<void> },
): Promise<void> {
  const box = await over.boundingBox()
  if (!box) throw new Error('There is nothing to drop on.')
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  const session = await context.newCDPSession(page)
  const data = { items: [], files, dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver'] as const) {
    await session.send('Input.dispatchDragEvent', { type, ...at, data })
  }
  await whileHeld?.()
  await session.send('Input.dispatchDragEvent', { type: 'drop', ...at, data })
  await session.detach()
}

const limiters = new WeakMap<Page, CDPSession>()

/** How many bytes a second leave the page; null: as many as can. */
export async function limitSending(page: Page, bytesPerSecond: number | null): Promise<void> {
  // The limits of one session hold until it lifts them itself.
  const session = limiters.get(page) ?? (await page.context().newCDPSession(page))
  limiters.set(page, session)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond ?? -1,
  })
}

/** Ends every rest before a next try at once, as the way back to a network does, until something has happened. */
export async function hurry(page: Page, untilThen: () => Promise<void>): Promise<void> {
  const timer = setInterval(() => {
    page.evaluate(() => dispatchEvent(new Event('online'))).catch(() => {})
  }, 100)
  await untilThen().finally(() => clearInterval(timer))
}

/** A picture of its own for every number. */
export async function writePicture(path: string, number: number): Promise<Buffer> {
  const background = { r: (number * 47) % 256, g: (number * 91) % 256, b: (number * 13) % 256 }
  const bytes = await sharp({ create: { width: 90, height: 60, channels: 3, background } })
    .jpeg()
    .toBuffer()
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, bytes)
  return bytes
}

/** A file of so many bytes that takes no room on the disk. */
export async function writeSparse(path: string, bytes: number): Promise<void> {
  await using file = await open(path, 'w')
  await file.truncate(bytes)
}

export async function sameContent(one: string, other: string): Promise<boolean> {
  const hash = async (path: string) =>
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
  return (await hash(one)) === (await hash(other))
}

/** Every file below a folder, sorted. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
}

/** A bucket of the double as a Source with credentials for uploads; its id. */
export async function addBucketSource(
  vitrine: Vitrine,
  double: S3Double,
  bucket: string,
  { canUpload = true } = {},
): Promise<string> {
  const { accessKeyId, secretAccessKey } = double.credentials
  const keys = { access_key_id: accessKeyId, secret_key: secretAccessKey }
  const deployment = {
    type: 's3_compatible',
    imgix_subdomains: [canUpload ? bucket : `${bucket}-read-only`],
    storage_provider: 'Other',
    endpoint_url: double.endpoint,
    region: double.region,
    bucket_name: bucket,
    ...keys,
  }
  const attributes = {
    name: `Bucket ${bucket}`,
    deployment,
    ...(canUpload && { upload_credentials: keys }),
  }
  const { status, body } = await callApi(vitrine, '/sources', {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.api+json' },
    body: JSON.stringify({ data: { type: 'sources', attributes } }),
  })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return body.data.id
}
