import { Download, File, FileText, Film, ImageOff, Loader, type LucideIcon } from 'lucide-react'
import { fileName } from '../lib/asset-words.ts'
import type { TileAsset } from '../lib/assets.ts'
import { formatBytes } from '../lib/format.ts'
import { type RenderingSource, renderingUrl } from '../lib/rendering-url.ts'
import { buttonClass } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import styles from './Stage.module.css'

/** For what a browser cannot show: what it is, why, and the way to have it. */
export function FileCard({ asset, source }: { asset: TileAsset; source: RenderingSource | null }) {
  const { icon, title, text } = describe(asset)
  const path = asset.origin_path
  return (
    <div className={styles.card}>
      <Empty
        icon={icon}
        title={title}
        tone={asset.status === 'error' ? 'danger' : 'plain'}
        actions={
          source && (
            <a
              className={buttonClass()}
              href={renderingUrl(source, path)}
              download={fileName(path)}
            >
              <Download size={16} aria-hidden /> Download {formatBytes(asset.file_size)}
            </a>
          )
        }
      >
        {text}
      </Empty>
    </div>
  )
}

function describe(asset: TileAsset): { icon: LucideIcon; title: string; text: string } {
  if (asset.status === 'error') {
    const text = asset.error ?? 'The reason is not known.'
    return { icon: ImageOff, title: 'This file could not be read', text }
  }
  if (asset.status === 'pending') {
    return {
      icon: Loader,
      title: 'Not read yet',
      text: 'It shows up here as soon as it is indexed.',
    }
  }
  const text = `Files of type ${asset.content_type} cannot be shown here, but they can be downloaded.`
  if (asset.media_kind === 'DOCUMENT') return { icon: FileText, title: 'No preview', text }
  if (asset.media_kind === 'VIDEO')
    return { icon: Film, title: 'This browser cannot play it', text }
  return { icon: File, title: 'No preview', text }
}
