import { type ComponentType, lazy } from 'react'
import { loadTexts } from '../texts/define-texts.ts'
import { t } from '../texts/ui.ts'
import { LinkButton } from '../ui/Button.tsx'
import { noteContact, wasServerThereJustNow } from './contact.ts'

/**
 * A part of the page that comes when it is needed, with its texts in the language of the reader. What is drawn until
 * then is up to the nearest Suspense. While the server is away the part is still on its way, and what does not come leaves a
 * note in its place: the rest of the page stays, with what was typed there.
 *
 *     const UploadScreen = lazyPart(async () => (await import('./UploadScreen.tsx')).UploadScreen)
 */
export function lazyPart<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  return lazy(async () => {
    if (!wasServerThereJustNow()) await untilServerIsThere()
    const part: ComponentType<Props> = await load()
      .catch(() => loadLater(load))
      .catch(missPart)
    await loadTexts()
    return { default: part }
  })
}

/** It waits for the server, or does not come although that is there: it may be of another version by now. */
export type PartTrouble = 'waits' | 'missing'

const RETRY_MS = 2_000

let tellTrouble = (_: PartTrouble) => {}

/** @returns a function that ends it */
export function onPartTrouble(listener: (trouble: PartTrouble) => void): () => void {
  tellTrouble = listener
  return () => {
    tellTrouble = () => {}
  }
}

function missPart() {
  tellTrouble('missing')
  return MissingPart
}

/** The message that comes with it is what is announced. */
function MissingPart() {
  return (
    <p style={{ padding: 'var(--s-4)' }}>
      {t.partNotLoaded} <LinkButton onClick={() => location.reload()}>{t.loadAgain}</LinkButton>
    </p>
  )
}

/** @throws when the server answers but the part does not come */
async function loadLater<Part>(load: () => Promise<Part>): Promise<Part> {
  await untilServerIsThere()
  await Promise.all([...document.querySelectorAll('link')].map(loadStylesAgain))
  return await load()
}

async function untilServerIsThere(): Promise<void> {
  if (await isServerThere()) return
  tellTrouble('waits')
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
