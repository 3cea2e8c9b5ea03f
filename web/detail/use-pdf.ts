import type { PDFDocumentProxy, RenderTask } from 'pdfjs-dist'
import { useEffect, useRef, useState } from 'react'
import { t } from '../texts/detail.ts'
import { openPdf } from './open-pdf.ts'
import type { Size } from './zoom.ts'

/** A document as far as it is there; `trouble` says why it is not, for a person. */
export function usePdf(url: string): { document: PDFDocumentProxy | null; trouble: string | null } {
  const [document, setDocument] = useState<PDFDocumentProxy | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  useEffect(() => {
    let isWanted = true
    const task = openPdf(url)
    task.promise.then(
      (opened) => isWanted && setDocument(opened),
      (failure: Error) => isWanted && setTrouble(describe(failure)),
    )
    return () => {
      isWanted = false
      setDocument(null)
      void task.destroy()
    }
  }, [url])
  return { document, trouble }
}

function describe({ name, message }: Error): string {
  if (name === 'PasswordException') return t.pdfPassword
  if (name === 'InvalidPDFException') return t.pdfBroken
  return t.pdfFailed(message)
}

interface Shown {
  /** From 1 on. */
  page: number
  /** 1: as large as there is room. */
  zoom: number
  room: Size
}

/** Pixels of a canvas; browsers refuse much more. */
const MOST_PIXELS = 24_000_000
const LONGEST_TEXT = 20_000

/** Draws a page; its words are there for those who do not see it. */
export function usePdfPage(document: PDFDocumentProxy | null, { page, zoom, room }: Shown) {
  const canvasRef = useRef<HTMLCanvasElement>(null)
  const [text, setText] = useState('')
  const [trouble, setTrouble] = useState<string | null>(null)
  const { width, height } = room
  useEffect(() => {
    const canvas = canvasRef.current
    if (!document || !canvas || width === 0) return
    let task: RenderTask | null = null
    let isWanted = true
    const draw = async () => {
      const opened = await document.getPage(page)
      if (!isWanted) return
      const whole = opened.getViewport({ scale: 1 })
      const scale = Math.min(width / whole.width, height / whole.height) * zoom
      const wanted = scale * devicePixelRatio
      const most = Math.sqrt(MOST_PIXELS / (whole.width * whole.height))
      const viewport = opened.getViewport({ scale: Math.min(wanted, most) })
      canvas.width = Math.round(viewport.width)
      canvas.height = Math.round(viewport.height)
      canvas.style.width = `${whole.width * scale}px`
      canvas.style.height = `${whole.height * scale}px`
      task = opened.render({ canvas, viewport })
      await task.promise
      const { items } = await opened.getTextContent()
      if (!isWanted) return
      const words = items.map((item) => ('str' in item ? item.str : ''))
      setText(words.join(' ').slice(0, LONGEST_TEXT))
    }
    draw().catch((failure: Error) => {
      // What was broken off for another page is no trouble.
      if (isWanted && failure.name !== 'RenderingCancelledException') setTrouble(describe(failure))
    })
    return () => {
      isWanted = false
      task?.cancel()
    }
  }, [document, page, zoom, width, height])
  return { canvasRef, text, trouble }
}
