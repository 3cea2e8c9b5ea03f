import { type ReactNode, useEffect, useRef, useState } from 'react'

interface ChunkedListProps<Item> {
  label: string
  items: readonly Item[]
  keyOf: (item: Item) => string | number
  /** Of a row that nobody has seen yet, in pixels. */
  rowHeight: number
  /** How many rows stand together. */
  chunk?: number
  className?: string | undefined
  row: (item: Item) => ReactNode
}

const CHUNK = 40
/** So far beyond the screen rows are in the page. */
const MARGIN = '600px'

/**
 * A list of thousands of rows of any height: only those near the screen are in the page. They stand
 * together in boxes, and a box out of sight keeps the height it had.
 */
export function ChunkedList<Item>({
  items,
  label,
  className,
  chunk = CHUNK,
  ...rest
}: ChunkedListProps<Item>) {
  const chunks: ReactNode[] = []
  for (let start = 0; start < items.length; start += chunk) {
    chunks.push(<Chunk key={start} {...rest} {...{ items, start, chunk }} />)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: between a ul and its li there may be no box
    <div role="list" aria-label={label} className={className}>
      {chunks}
    </div>
  )
}

type ChunkProps<Item> = Omit<ChunkedListProps<Item>, 'label' | 'className'> & {
  start: number
  chunk: number
}

function Chunk<Item>({ items, start, chunk, keyOf, rowHeight, row }: ChunkProps<Item>) {
  const box = useRef<HTMLDivElement>(null)
  const [isNear, setNear] = useState(start === 0)
  const height = useRef<number | null>(null)
  useEffect(() => {
    const target = box.current
    if (!target) return
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (!entry) return
        if (!entry.isIntersecting) height.current = entry.boundingClientRect.height
        // A row with the focus stays.
        setNear(entry.isIntersecting || target.contains(document.activeElement))
      },
      { rootMargin: MARGIN },
    )
    observer.observe(target)
    return () => observer.disconnect()
  }, [])
  const shown = items.slice(start, start + chunk)
  const style = isNear ? undefined : { height: height.current ?? shown.length * rowHeight }
  return (
    <div ref={box} role="presentation" style={style}>
      {isNear &&
        shown.map((item, i) => (
          // biome-ignore lint/a11y/useSemanticElements: see above
          <div
            key={keyOf(item)}
            role="listitem"
            aria-setsize={items.length}
            aria-posinset={start + i + 1}
          >
            {row(item)}
          </div>
        ))}
    </div>
  )
}
