import { type ComponentType, lazy } from 'react'
import { loadTexts } from '../texts/define-texts.ts'
import { noteContact, wasServerThere } from './contact.ts'

/**
 * A part of the page that comes when it is needed, with its texts in the language of the reader. What is drawn until
 * then is up to the nearest Suspense. While the server is away the part is still on its way: the rest of the page stays.
 *
 *     const UploadScreen = lazyPart(async () => (await import('./UploadScreen.tsx')).UploadScreen)
 */
export function lazyPart<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  return lazy(async () => {
    if (!wasServerThere()) await untilServerIsThere()
    const part = await load().catch((failure) => loadLater(load, failure))
    await loadTexts()
    return { default: part }
  })
}

const RETRY_MS = 2_000

let tellWaiting = () => {}

/** Told when a part waits for the server. @returns a function that ends it */
export function onPartWaits(listener: () => void): () => void {
  tellWaiting = listener
  return () => {
    tellWaiting = () => {}
  }
}

/** @throws when the server answers but the part does not come: it may be of another version by now */
async function loadLater<Part>(load: () => Promise<Part>, failure: unknown): Promise<Part> {
  await untilServerIsThere()
  await Promise.all([...document.querySelectorAll('link')].map(loadStylesAgain))
  return await load().catch(() => Promise.reject(failure))
}

async function untilServerIsThere(): Promise<void> {
  if (await isServerThere()) return
  tellWaiting()
  do await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  while (!(await isServerThere()))
}

async function isServerThere(): Promise<boolean> {
  const answer = await fetch('/', { method: 'HEAD', cache: 'no-store' }).catch(() => null)
  const isThere = answer !== null && answer.status < 500
  noteContact(isThere)
  return isThere
}

/** Styles are asked for once, whatever came of it. */
function loadStylesAgain(link: HTMLLinkElement): Promise<void> | undefined {
  if (link.rel !== 'stylesheet' || link.sheet) return
  const again = link.cloneNode() as HTMLLinkElement // a clone is of the same kind
  return new Promise((resolve) => {
    again.onload = again.onerror = () => resolve()
    link.replaceWith(again)
  })
}
