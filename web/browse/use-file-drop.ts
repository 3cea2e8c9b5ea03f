import { type DragEvent, useEffect, useState } from 'react'

/** What lies over a place that takes files, while some are dragged over it. */
export interface FileDrop {
  /** How many files and folders, 0 while that is not told; null: none are dragged here. */
  count: number | null
  handlers: {
    onDragEnter(event: DragEvent): void
    onDragOver(event: DragEvent): void
    onDragLeave(event: DragEvent): void
    onDrop(event: DragEvent): void
  }
}

/** `onDrop` gets what was dropped within the event; absent: files are refused. */
export function useFileDrop(onDrop: ((transfer: DataTransfer) => void) | undefined): FileDrop {
  const [count, setCount] = useState<number | null>(null)
  useStrayDrops()
  const takes = (event: DragEvent) =>
    onDrop !== undefined && event.dataTransfer.types.includes('Files')
  return {
    count,
    handlers: {
      onDragEnter: (event) => {
        if (takes(event)) setCount(event.dataTransfer.items.length)
      },
      onDragOver: (event) => {
        if (!takes(event)) return
        event.preventDefault()
        event.dataTransfer.dropEffect = 'copy'
      },
      onDragLeave: (event) => {
        // From one element inside to another is not away.
        const to = event.relatedTarget
        if (!(to instanceof Node && event.currentTarget.contains(to))) setCount(null)
      },
      onDrop: (event) => {
        setCount(null)
        if (!takes(event)) return
        event.preventDefault()
        onDrop?.(event.dataTransfer)
      },
    },
  }
}

/** A file that is dropped beside the place must not replace the whole page. */
function useStrayDrops(): void {
  useEffect(() => {
    const refuse = (event: globalThis.DragEvent) => {
      if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'none'
    }
    addEventListener('dragover', refuse)
    addEventListener('drop', refuse)
    return () => {
      removeEventListener('dragover', refuse)
      removeEventListener('drop', refuse)
    }
  }, [])
}
