import type { RenderingSource } from '../lib/rendering-url.ts'
import { t } from '../texts/detail.ts'
import { partUrl } from './stream-parts.ts'

interface Stream {
  source: RenderingSource
  /** Of the playlist. */
  src: string
  onTrouble: (text: string) => void
}

/**
 * Plays an HLS playlist: by the browser itself where it can, else by hls.js, which is fetched for it.
 * @returns what ends it
 */
export function attachStream(video: HTMLVideoElement, stream: Stream): () => void {
  const { source, src, onTrouble } = stream
  let isWanted = true
  let end = () => {}
  const start = async () => {
    const { default: Hls } = await import('hls.js')
    if (!isWanted) return
    if (!Hls.isSupported()) {
      if (video.canPlayType('application/vnd.apple.mpegurl')) video.src = src
      else onTrouble(t.mediaUnsupported)
      return
    }
    const hls = new Hls({
      // Its worker would be made from a blob, which the policy of the page refuses.
      enableWorker: false,
      xhrSetup: (request, url) => request.open('GET', partUrl(source, url, location.href), true),
    })
    end = () => hls.destroy()
    hls.on(Hls.Events.ERROR, (_event, { fatal, type }) => {
      if (!fatal) return
      onTrouble(type === Hls.ErrorTypes.NETWORK_ERROR ? t.streamNetwork : t.mediaUnsupported)
    })
    hls.loadSource(src)
    hls.attachMedia(video)
  }
  start().catch(() => onTrouble(t.mediaNetwork))
  return () => {
    isWanted = false
    end()
  }
}
