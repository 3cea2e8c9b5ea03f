import type { AssetAttributes } from '../../contract/resources.ts'

type Shown = Pick<AssetAttributes, 'alt_text' | 'description' | 'media_width' | 'media_height'>

/** The tag that shows an asset on a page; without words for it the picture counts as decoration. */
export function writeImgTag(url: string, asset: Shown): string {
  const { alt_text: alt, description, media_width: width, media_height: height } = asset
  const size = width && height ? ` width="${width}" height="${height}"` : ''
  return `<img src="${escapeHtml(url)}"${size} alt="${escapeHtml(alt ?? description ?? '')}">`
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}
