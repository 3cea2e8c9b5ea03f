import { useQuery } from '@tanstack/react-query'
import { Download, ImageOff, RotateCw } from 'lucide-react'
import { fileName } from '../lib/asset-words.ts'
import type { TileAsset } from '../lib/assets.ts'
import { formatBytes } from '../lib/format.ts'
import { type RenderingSource, shownUrl } from '../lib/rendering-url.ts'
import { common } from '../texts/common.ts'
import { t } from '../texts/detail.ts'
import { Button, buttonClass } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { readRefusal } from './read-refusal.ts'
import styles from './Stage.module.css'

interface FailedPictureProps {
  asset: TileAsset
  source: RenderingSource
  /** The address that gave nothing. */
  src: string
  onRetry: () => void
}

/** A picture that did not come: why, in the words of the server, the file itself, and another try where that may help. */
export function FailedPicture({ asset, source, src, onRetry }: FailedPictureProps) {
  const why = useQuery({
    queryKey: ['why-no-picture', src],
    queryFn: async ({ signal }) =>
      (await readRefusal(src, signal)) ?? { text: t.cannotDecode, isForGood: false },
    retry: false,
    gcTime: 0,
  })
  const mayHelp = why.isError || why.data?.isForGood === false
  return (
    <div className={styles.card}>
      <Empty
        icon={ImageOff}
        tone="danger"
        title={t.pictureFailed}
        actions={
          <>
            <a
              className={buttonClass({ variant: why.data?.isForGood ? 'primary' : 'plain' })}
              href={shownUrl(source, asset)}
              download={fileName(asset.origin_path)}
            >
              <Download size={16} aria-hidden /> {t.downloadBytes(formatBytes(asset.file_size))}
            </a>
            {mayHelp && (
              <Button variant="primary" onClick={onRetry}>
                <RotateCw size={16} aria-hidden /> {common.retry}
              </Button>
            )}
          </>
        }
      >
        {why.data?.text ?? (why.isError ? t.noAnswer : common.loading)}
      </Empty>
    </div>
  )
}
