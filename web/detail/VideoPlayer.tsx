import { useCallback, useEffect, useRef, useState } from 'react'
import { fileName } from '../lib/asset-words.ts'
import type { TileAsset } from '../lib/assets.ts'
import { type RenderingSource, shownUrl } from '../lib/rendering-url.ts'
import { t } from '../texts/detail.ts'
import { joinClasses } from '../ui/classes.ts'
import { useShortcut } from '../ui/keys.ts'
import { attachStream } from './attach-stream.ts'
import { FileCard } from './FileCard.tsx'
import { isStream } from './media-kinds.ts'
import { readMediaTrouble } from './media-trouble.ts'
import { readRefusal } from './read-refusal.ts'
import styles from './Stage.module.css'
import type { Size } from './zoom.ts'

interface PlayerProps {
  asset: TileAsset
  source: RenderingSource
}

/** Plays the original, or a stream; what the browser cannot play says why and can still be downloaded. */
export function VideoPlayer({ asset, source, shown }: PlayerProps & { shown: Size | null }) {
  const video = useRef<HTMLVideoElement>(null)
  const src = shownUrl(source, asset)
  const [trouble, setTrouble] = useTrouble(src)
  const isPlaylist = isStream(asset)
  useEffect(() => {
    if (!isPlaylist || !video.current) return
    return attachStream(video.current, { source, src, onTrouble: setTrouble })
  }, [isPlaylist, source, src, setTrouble])
  useShortcut('play', () => toggle(video.current), trouble === null)
  if (trouble !== null) return <FileCard asset={asset} source={source} trouble={trouble} />
  return (
    // biome-ignore lint/a11y/useMediaCaption: the file brings its own captions, or there are none
    <video
      ref={video}
      className={joinClasses(styles.video, !isPlaylist && styles.file)}
      style={isPlaylist ? undefined : (shown ?? undefined)}
      src={isPlaylist ? undefined : src}
      controls
      playsInline
      preload="metadata"
      aria-label={fileName(asset.origin_path)}
      onError={(event) => setTrouble(readMediaTrouble(event.currentTarget.error))}
    />
  )
}

export function AudioPlayer({ asset, source }: PlayerProps) {
  const audio = useRef<HTMLAudioElement>(null)
  const src = shownUrl(source, asset)
  const [trouble, setTrouble] = useTrouble(src)
  useShortcut('play', () => toggle(audio.current), trouble === null)
  if (trouble !== null) return <FileCard asset={asset} source={source} trouble={trouble} />
  return (
    <FileCard asset={asset} source={source}>
      {/* biome-ignore lint/a11y/useMediaCaption: sound files have none */}
      <audio
        ref={audio}
        className={styles.audio}
        src={src}
        controls
        preload="metadata"
        aria-label={fileName(asset.origin_path)}
        onError={(event) => setTrouble(readMediaTrouble(event.currentTarget.error))}
      />
    </FileCard>
  )
}

/** What is wrong, for a person: what the server says about the file goes before what the player makes of it. */
function useTrouble(src: string) {
  const [trouble, setTrouble] = useState<string | null>(null)
  const find = useCallback(
    async (guess: string) => {
      const refusal = await readRefusal(src).catch(() => ({ text: t.noAnswer }))
      setTrouble(refusal?.text ?? guess)
    },
    [src],
  )
  return [trouble, find] as const
}

function toggle(media: HTMLMediaElement | null): void {
  if (!media) return
  if (media.paused)
    void media.play().catch(() => {}) // the element itself tells what is wrong
  else media.pause()
}
