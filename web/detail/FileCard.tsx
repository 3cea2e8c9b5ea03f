import {
  Download,
  File,
  FileText,
  Film,
  ImageOff,
  Loader,
  type LucideIcon,
  Music,
  Type,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { fileName } from '../lib/asset-words.ts'
import type { TileAsset } from '../lib/assets.ts'
import { formatBytes, formatDuration } from '../lib/format.ts'
import { type RenderingSource, shownUrl } from '../lib/rendering-url.ts'
import { t } from '../texts/detail.ts'
import { buttonClass } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import styles from './Stage.module.css'

interface FileCardProps {
  asset: TileAsset
  source: RenderingSource | null
  /** Why it cannot be shown after all, for a person. */
  trouble?: string
  /** In place of words, such as a player. */
  children?: ReactNode
}

/** For what a browser cannot show: what it is, why, and the way to have it. */
export function FileCard({ asset, source, trouble, children }: FileCardProps) {
  const { icon, title, text } = describe(asset)
  const path = asset.origin_path
  return (
    <div className={styles.card}>
      <Empty
        icon={icon}
        title={trouble === undefined ? title : t.cannotBeShown}
        tone={asset.status === 'error' ? 'danger' : trouble === undefined ? 'plain' : 'warn'}
        actions={
          source && (
            <a className={buttonClass()} href={shownUrl(source, asset)} download={fileName(path)}>
              <Download size={16} aria-hidden /> {t.downloadBytes(formatBytes(asset.file_size))}
            </a>
          )
        }
      >
        {trouble ?? text}
      </Empty>
      {children}
    </div>
  )
}

function describe(asset: TileAsset): { icon: LucideIcon; title: string; text: string } {
  const { media_kind: kind, content_type: type, duration_seconds: seconds } = asset
  if (asset.status === 'error') {
    const title = kind === 'VIDEO' ? t.videoErrored : t.fileUnreadable
    return { icon: ImageOff, title, text: asset.error ?? t.reasonUnknown }
  }
  if (asset.status === 'pending') {
    return kind === 'VIDEO'
      ? { icon: Loader, title: t.processing, text: t.processingText }
      : { icon: Loader, title: t.notRead, text: t.notReadText }
  }
  if (type.startsWith('audio/')) {
    const length = seconds === null ? '' : formatDuration(seconds)
    return { icon: Music, title: t.sound, text: [type, length].filter(Boolean).join(' · ') }
  }
  if (/^font\/|font|woff|opentype|truetype/.test(type)) {
    return { icon: Type, title: t.font, text: t.noPreviewText(type) }
  }
  const icon = kind === 'DOCUMENT' ? FileText : kind === 'VIDEO' ? Film : File
  return { icon, title: t.noPreview, text: t.noPreviewText(type) }
}
