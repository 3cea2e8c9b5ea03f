import { useEffect, useState } from 'react'

/** So long a text has to stay as it is before it is read out. */
const REST_MS = 500

/** Says a text that changes often to a screen reader, politely and only when it rests; nothing is seen of it. */
export function Announce({ text }: { text: string }) {
  const [said, setSaid] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSaid(text), REST_MS)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <span className="vh" role="status">
      {said}
    </span>
  )
}
