import { useEffect, useRef } from 'react'
import { useLocation } from 'react-router'
import { t } from '../texts/upload.ts'
import { useToast } from '../ui/Toast.tsx'
import { useQueueVersion } from './engine-context.ts'
import { planAnnouncement } from './progress.ts'
import type { UploadQueue } from './upload-queue.ts'

/** What uploads do wherever one is: they are read out, and leaving the page asks while bytes are moving. */
export function UploadWatch({ queue }: { queue: UploadQueue }) {
  useQueueVersion(queue)
  const announced = useRef({ percent: 0, problems: 0, text: '' })
  announced.current = planAnnouncement(announced.current, queue.totals)
  useLeaveQuestion(queue.moving > 0)
  useEndToast(queue)
  return (
    <p className="vh" role="status" aria-label={t.uploads}>
      {announced.current.text}
    </p>
  )
}

function useLeaveQuestion(isMoving: boolean): void {
  useEffect(() => {
    if (!isMoving) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [isMoving])
}

/** Says that all is done to those who look at something else. */
function useEndToast({ totals }: UploadQueue): void {
  const toast = useToast()
  const isHere = useLocation().pathname.endsWith('/uploads')
  const before = useRef({ uploading: 0, done: 0 })
  const { uploading, done } = totals
  useEffect(() => {
    const { uploading: was, done: doneBefore } = before.current
    if (was === 0 && uploading > 0) before.current = { uploading, done }
    if (was > 0 && uploading === 0) {
      before.current = { uploading: 0, done }
      if (!isHere && done > doneBefore) {
        toast({ text: t.uploaded(done - doneBefore) })
      }
    }
  }, [uploading, done, isHere, toast])
}
