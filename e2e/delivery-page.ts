import type { Locator, Page } from 'playwright-core'
import { until } from './vitrine.ts'

/** What a person sees and does in the editor of a delivery URL. */

export function editorOf(page: Page): Locator {
  return page.getByRole('complementary', { name: 'Delivery' })
}

/** The parameters, as the address of the page has them. */
export function deliveryOf(page: Page): string | null {
  return new URL(page.url()).searchParams.get('delivery')
}

export async function untilDelivery(page: Page, pattern: RegExp): Promise<void> {
  await until(`the address has ${pattern}`, () => pattern.test(deliveryOf(page) ?? ''))
}

/** Waits until the picture has most of the height, and the editor stands beside it. */
export async function untilEditorBesidePicture(page: Page): Promise<void> {
  const preview = page.getByRole('region', { name: 'Preview of the rendering' }).locator('img')
  await until('the editor is beside its picture', async () => {
    const [picture, editor] = [await preview.boundingBox(), await editorOf(page).boundingBox()]
    const height = page.viewportSize()?.height ?? 0
    if (!picture || !editor) return false
    return picture.height > height / 2 && picture.x + picture.width <= editor.x
  })
}

/** Pulls a box over a share of the picture, in its middle. */
export async function drawCrop(page: Page, share: number): Promise<void> {
  await editorOf(page).getByRole('button', { name: 'Draw a crop' }).click()
  const box = await page.getByRole('group', { name: 'Part to keep' }).boundingBox()
  if (!box) throw new Error('There is nothing to draw on.')
  const at = (part: number): [number, number] => [
    box.x + box.width * part,
    box.y + box.height * part,
  ]
  await page.mouse.move(...at((1 - share) / 2))
  await page.mouse.down()
  await page.mouse.move(...at(0.5))
  await page.mouse.move(...at((1 + share) / 2))
  await page.mouse.up()
  await editorOf(page).getByRole('button', { name: 'Done' }).click()
}

/** The pixels of the picture on the stage, and those of what an address gives the same browser. */
export async function pixelsOfPreview(page: Page, url: string): Promise<[string, string]> {
  const preview = page.getByRole('region', { name: 'Preview of the rendering' }).locator('img')
  return await preview.evaluate(async (image: HTMLImageElement, address) => {
    const given = new Image()
    given.src = address
    await Promise.all([image.decode(), given.decode()])
    const read = (from: HTMLImageElement) => {
      const canvas = document.createElement('canvas')
      canvas.width = from.naturalWidth
      canvas.height = from.naturalHeight
      canvas.getContext('2d')?.drawImage(from, 0, 0)
      return canvas.toDataURL()
    }
    return [read(image), read(given)]
  }, url)
}

/** Two pages with a word on each, as small as a document can be. */
export function makePdf(words: [string, string]): string {
  const stream = (word: string) => {
    const content = `BT /F1 24 Tf 20 60 Td (${word}) Tj ET`
    return `<</Length ${content.length}>>stream\n${content}\nendstream`
  }
  const page = (content: number) =>
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 120]/Contents ${content} 0 R/Resources<</Font<</F1 7 0 R>>>>>>`
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>',
    page(5),
    page(6),
    ...words.map(stream),
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ]
  let text = '%PDF-1.4\n'
  const places = objects.map((object, i) => {
    const at = text.length
    text += `${i + 1} 0 obj${object}endobj\n`
    return `${String(at).padStart(10, '0')} 00000 n \n`
  })
  const size = objects.length + 1
  const start = text.length
  return `${text}xref\n0 ${size}\n0000000000 65535 f \n${places.join('')}trailer<</Size ${size}/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`
}
