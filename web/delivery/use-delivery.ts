import { useCallback, useEffect, useRef, useState } from 'react'
import { type EditSteps, goTo, redoStep, startSteps, takeStep, undoStep } from './edit-steps.ts'
import {
  type ParamChanges,
  type RenderingParams,
  readRenderingQuery,
  writeRenderingQuery,
} from './rendering-query.ts'

/** What is drawn on the picture with the pointer. */
export type Tool = 'crop' | 'focus'

/** The parameters of the editor, and the ways to change them. */
export interface Delivery {
  params: RenderingParams
  /** One control's move; moves of the same one in a row are one step back. */
  set: (changes: ParamChanges, control?: string) => void
  /** All at once, as a preset does. */
  replace: (params: RenderingParams) => void
  undo: (() => void) | null
  redo: (() => void) | null
  tool: Tool | null
  setTool: (tool: Tool | null) => void
}

/** A slider that is pulled is one entry of the address, not a hundred. */
const REST_MS = 300

/**
 * @param text the query as the page's address has it
 * @param write puts another one there, in place of the present one
 */
export function useDelivery(text: string, write: (text: string) => void): Delivery {
  const [steps, setSteps] = useState<EditSteps>(() => startSteps(readRenderingQuery(text)))
  const [tool, setTool] = useState<Tool | null>(null)
  const known = useRef(text)
  useEffect(() => {
    // Somebody else has changed the address: Back, or a link.
    if (text === known.current) return
    known.current = text
    setSteps(startSteps(readRenderingQuery(text)))
  }, [text])
  const query = writeRenderingQuery(steps.present)
  useEffect(() => {
    if (query === known.current) return
    const timer = setTimeout(() => {
      known.current = query
      write(query)
    }, REST_MS)
    return () => clearTimeout(timer)
  }, [query, write])
  const back = undoStep(steps)
  const forth = redoStep(steps)
  return {
    params: steps.present,
    set: useCallback(
      (changes, control) => setSteps((before) => takeStep(before, changes, control ?? null)),
      [],
    ),
    replace: useCallback((params) => setSteps((before) => goTo(before, params, null)), []),
    undo: back && (() => setSteps(back)),
    redo: forth && (() => setSteps(forth)),
    tool,
    setTool,
  }
}
