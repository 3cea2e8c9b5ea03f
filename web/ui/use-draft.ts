import { useEffect, useRef, useState } from 'react'

/** Long enough for a hand to move on, short enough to be felt as at once. */
const REST_MS = 150

/**
 * What somebody is just typing or dragging: shown at once, and handed on when it rests, when the field is left,
 * and when the part goes away. Changes that come from elsewhere win.
 */
export function useDraft<Value>(value: Value, commit: (value: Value) => void) {
  const [draft, setDraft] = useState<{ value: Value } | null>(null)
  const timer = useRef(0)
  const waiting = useRef<{ value: Value } | null>(null)
  const latest = useRef(commit)
  latest.current = commit
  const flush = () => {
    clearTimeout(timer.current)
    const last = waiting.current
    waiting.current = null
    if (last) latest.current(last.value)
  }
  const flushed = useRef(flush)
  flushed.current = flush
  const text = JSON.stringify(value)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the value that came back ends the draft
  useEffect(() => {
    if (!waiting.current) setDraft(null)
  }, [text])
  useEffect(() => () => flushed.current(), [])
  return {
    shown: draft ? draft.value : value,
    set: (next: Value) => {
      setDraft({ value: next })
      waiting.current = { value: next }
      clearTimeout(timer.current)
      timer.current = window.setTimeout(() => flushed.current(), REST_MS)
    },
    /** For leaving a field: what is not good is forgotten. */
    end: () => {
      flush()
      setDraft(null)
    },
  }
}
