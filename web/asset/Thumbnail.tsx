import { File, FileText, Film, ImageOff, Loader, type LucideIcon } from 'lucide-react'
import {
  type SyntheticEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { MediaKind } from '../../contract/resources.ts'
import { hasPicture, mainColor } from '../lib/asset-words.ts'
import type { TileAsset } from '../lib/assets.ts'
import { blurAddress } from '../lib/blurhash.ts'
import { beginPicture } from '../lib/held-pictures.ts'
import { useHidden } from '../lib/hidden-assets.ts'
import { useRecoveries } from '../lib/recoveries.ts'
import { hiddenUrl, type RenderingSource, thumbnailUrls } from '../lib/rendering-url.ts'
import { joinClasses } from '../ui/classes.ts'
import styles from './Thumbnail.module.css'

interface ThumbnailProps {
  asset: TileAsset
  source: RenderingSource | null
  width: number
  height: number
  square?: boolean
  /** Load nothing yet; what has begun to load goes on. */
  isPaused?: boolean
  /** It is looked at: before others that only may be. */
  isUrgent?: boolean
}

/** A picture that arrives slower than this fades in; a faster one is simply there. */
const FADE_AFTER_MS = 100
/** As `--t-fast`. */
const FADE_MS = 100
/** A server that is busy or away for a moment leaves no hole: pictures are asked for again. */
const RETRY_AFTER_MS = [2_000, 6_000]

/** The still of an asset, filling its parent. */
export function Thumbnail(props: ThumbnailProps) {
  const { className, style, content, isPlain } = useThumbnail(props)
  if (isPlain) return <span className={styles.icon}>{content}</span>
  return (
    <span className={joinClasses(styles.frame, className)} style={style}>
      {content}
    </span>
  )
}

/**
 * The same for an element that is there anyway: colour first, picture when it is there; pixelated where it is hidden.
 * `isPlain`: there is no picture, or it could not be loaded; what it holds is an icon.
 */
export function useThumbnail(props: ThumbnailProps) {
  const { asset, source, width, height, square = false, isPaused, isUrgent } = props
  const { attempt, isBroken, retry } = useAttempts(source?.subdomain ?? '', asset.etag)
  const [isLoaded, setLoaded] = useState(false)
  const started = useRef(0)
  if (started.current === 0 && !isPaused) started.current = performance.now()
  const { origin_path, etag } = asset
  const isPlain = isBroken || !hasPicture(asset)
  const isHidden = useHidden(asset, source).isHidden && !isPlain
  const urls = useMemo(() => {
    if (!source) return null
    const file = { origin_path, etag }
    if (isHidden) return { src: hiddenUrl(source, file) }
    return thumbnailUrls(source, file, { height, square })
  }, [source, origin_path, etag, height, square, isHidden])
  const load = useLoading(urls, isUrgent)
  const placeholder = usePlaceholder(asset)
  const found = { isPlain, isHidden, isBroken, className: undefined, style: undefined }
  if (isPlain) return { ...found, content: <Icon asset={asset} isBroken={isBroken} /> }
  const onLoad = (event: SyntheticEvent<HTMLImageElement>) => {
    event.currentTarget.style.visibility = ''
    const isLate = performance.now() - started.current > FADE_AFTER_MS
    if (isLate && styles.late) event.currentTarget.classList.add(styles.late)
    // The placeholder would shine through a transparent picture; until it has faded in, it is needed.
    if (isLate) setTimeout(setLoaded, FADE_MS, true)
    else setLoaded(true)
  }
  const content = urls && started.current > 0 && (
    <img
      key={`${attempt} ${isHidden}`}
      ref={load}
      alt=""
      width={width}
      height={height}
      decoding="async"
      fetchPriority={isUrgent ? 'high' : 'auto'}
      draggable={false}
      className={joinClasses(styles.image, isHidden && styles.pixels)}
      onLoad={onLoad}
      onError={retry}
    />
  )
  return {
    ...found,
    className: styles.picture,
    style: isLoaded ? undefined : placeholder,
    content,
  }
}

/**
 * Gives an image its addresses. A browser loads in the order in which it gets to know them, whatever their priority, as long
 * as it has connections left: what is looked at is to come before what lies around it in the page.
 */
function useLoading(urls: { src: string; srcSet?: string } | null, isUrgent = false) {
  const priority = useRef(isUrgent)
  const shown = useRef<HTMLImageElement>(null)
  // While it still is in the page: Chromium never lets go of an image whose addresses change later.
  useLayoutEffect(() => () => stopLoading(shown.current), [])
  return useCallback(
    (image: HTMLImageElement) => {
      shown.current = image
      const begin = () => {
        if (!urls || !image.isConnected) return
        if (urls.srcSet) image.srcset = urls.srcSet
        else image.removeAttribute('srcset')
        image.src = urls.src
      }
      const forget = beginPicture(() => (priority.current ? begin() : queueMicrotask(begin)))
      return () => {
        forget()
        shown.current = null
      }
    },
    [urls],
  )
}

/** A browser goes on loading what leaves the page, and what is in view would wait for it. Call it before it does. */
export function stopLoading(image: HTMLImageElement | null) {
  if (!image || image.complete) return
  image.removeAttribute('srcset')
  image.removeAttribute('src')
}

/** As the `ref` of an image. */
export function stopWhenGone(image: HTMLImageElement) {
  return () => stopLoading(image)
}

function useAttempts(subdomain: string, etag: string) {
  const recoveries = useRecoveries()
  // What was given up while the server was away is asked for anew, and so is another version of the file.
  const now = `${recoveries} ${etag}`
  const [tried, setTried] = useState({ attempt: 0, now })
  const isGivenUp = tried.attempt > RETRY_AFTER_MS.length
  const isBroken = isGivenUp && tried.now === now
  const attempt = isGivenUp && !isBroken ? 0 : tried.attempt
  const timer = useRef(0)
  useEffect(() => () => clearTimeout(timer.current), [])
  const retry = async ({ currentTarget: image }: SyntheticEvent<HTMLImageElement>) => {
    // The next attempt is another element; until then, its colours instead of the browser's sign.
    image.style.visibility = 'hidden'
    const pause = RETRY_AFTER_MS[attempt]
    const goOn = (next: number) => setTried({ attempt: next, now })
    const isOver = !pause || (await isLost(image.currentSrc, subdomain, attempt))
    if (isOver) goOn(RETRY_AFTER_MS.length + 1)
    else timer.current = window.setTimeout(goOn, pause, attempt + 1)
  }
  return { attempt, isBroken, retry }
}

/** Comes when it is needed: pictures seldom fail. */
async function isLost(...asked: [url: string, subdomain: string, attempt: number]) {
  try {
    return await (await import('../lib/picture-failures.ts')).isLost(...asked)
  } catch {
    return false
  }
}

function usePlaceholder(asset: TileAsset) {
  const { blurhash } = asset
  const blur = blurhash && blurAddress(blurhash)
  return {
    backgroundColor: mainColor(asset) ?? undefined,
    backgroundImage: blur ? `url(${blur})` : undefined,
  }
}

const KIND_ICONS: Partial<Record<MediaKind, LucideIcon>> = { DOCUMENT: FileText, VIDEO: Film }

function Icon({ asset, isBroken }: { asset: TileAsset; isBroken: boolean }) {
  const isFailed = isBroken || asset.status === 'error'
  const Shown = isFailed
    ? ImageOff
    : asset.status === 'pending'
      ? Loader
      : (KIND_ICONS[asset.media_kind] ?? File)
  return <Shown size={20} strokeWidth={1.5} aria-hidden />
}
