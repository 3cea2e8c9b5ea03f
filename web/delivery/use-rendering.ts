import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { fetchRendering } from './fetch-rendering.ts'

/** A rendering that is there, ready to be shown. */
interface ShownRendering {
  src: string
  bytes: number
  contentType: string
  /** In pixels; null for what the browser cannot show. */
  size: { width: number; height: number } | null
}

export interface RenderingState {
  /** The latest that came; while another one is made, the one before. */
  shown: ShownRendering | null
  isWaiting: boolean
  failure: Error | null
  retry: () => void
}

const REST_MS = 250

/** Fetches what an address gives, once it rests; what is no longer wanted is broken off. null: nothing. */
export function useRendering(url: string | null): RenderingState {
  const [settled, setSettled] = useState(url)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(url), REST_MS)
    return () => clearTimeout(timer)
  }, [url])
  const query = useQuery({
    queryKey: ['rendering', settled],
    queryFn: ({ signal }) => fetchRendering(settled ?? '', signal),
    enabled: settled !== null,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    retry: false,
  })
  const shown = useShown(settled === null ? undefined : query.data)
  const isCurrent = url === settled && !query.isPlaceholderData
  return {
    shown,
    isWaiting: url !== null && !query.isError && (!isCurrent || query.isPending || !shown),
    failure: url === settled ? query.error : null,
    retry: () => query.refetch(),
  }
}

/** As an address of its own for an img, with what the browser found in it. */
function useShown(rendering: { blob: Blob; contentType: string } | undefined) {
  const [shown, setShown] = useState<ShownRendering | null>(null)
  useEffect(() => {
    if (!rendering) return setShown(null)
    const { blob, contentType } = rendering
    const src = URL.createObjectURL(blob)
    const image = new Image()
    image.src = src
    let isWanted = true
    const show = (size: ShownRendering['size']) => {
      if (isWanted) setShown({ src, bytes: blob.size, contentType, size })
    }
    image.decode().then(
      () => show({ width: image.naturalWidth, height: image.naturalHeight }),
      () => show(null),
    )
    return () => {
      isWanted = false
      URL.revokeObjectURL(src)
    }
  }, [rendering])
  return shown
}
