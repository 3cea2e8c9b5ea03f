import { useEffect, useRef, useSyncExternalStore } from 'react'
import type { LiveNews } from '../../contract/live.ts'
import { noteContact } from './contact.ts'
import { openLiveStream } from './live-stream.ts'

const listeners = new Set<(news: LiveNews) => void>()
const watchers = new Set<() => void>()
let isLive = false

function setLive(now: boolean) {
  if (isLive === now) return
  isLive = now
  if (!now) noteContact(false)
  for (const watcher of watchers) watcher()
}

/** Listens to the server while `isOn`; for one place above all screens. */
export function useLiveStream(isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return
    const tell = (news: LiveNews) => {
      for (const listener of listeners) listener(news)
    }
    const close = openLiveStream({ tell, setLive })
    return () => {
      close()
      setLive(false)
    }
  }, [isOn])
}

/** Calls `listen` for every piece of news; nothing is told twice, and after `missed` anything may have changed. */
export function useLiveNews(listen: (news: LiveNews) => void): void {
  const latest = useRef(listen)
  latest.current = listen
  useEffect(() => {
    const tell = (news: LiveNews) => latest.current(news)
    listeners.add(tell)
    return () => {
      listeners.delete(tell)
    }
  }, [])
}

/** Whether news arrive by themselves. While they do not, ask as often as without them. */
export function useIsLive(): boolean {
  return useSyncExternalStore(subscribe, readIsLive)
}

function subscribe(watcher: () => void) {
  watchers.add(watcher)
  return () => {
    watchers.delete(watcher)
  }
}

function readIsLive(): boolean {
  return isLive
}

/** For `refetchInterval`: five times as long while news arrive by themselves. */
export function pollMs(ms: number): number {
  return isLive ? ms * 5 : ms
}
