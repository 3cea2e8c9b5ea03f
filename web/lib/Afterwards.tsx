import { type ReactNode, useDeferredValue } from 'react'

interface AfterwardsProps {
  /** In the same place until then, so that nothing moves. */
  fallback?: ReactNode
  children: ReactNode
}

/** What is drawn, and asks for what it needs, as soon as all the rest is drawn: pictures come before numbers. */
export function Afterwards({ fallback = null, children }: AfterwardsProps) {
  return useDeferredValue(true, false) ? children : fallback
}
