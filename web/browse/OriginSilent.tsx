import { useMutation } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import type { OriginTrouble } from '../lib/origin-troubles.ts'
import { askAgain } from '../lib/picture-failures.ts'
import { noteRecovery } from '../lib/recoveries.ts'
import { t } from '../texts/browse.ts'
import { t as lib } from '../texts/lib.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'

const ASK_EVERY_MS = 30_000

interface OriginSilentProps {
  trouble: OriginTrouble
  /** The way to the source, for those who can mend it. */
  checkSource: ReactNode
}

/** The Origin gives no files: what is in the cache is shown, and the rest as soon as it is back. */
export function OriginSilent({ trouble, checkSource }: OriginSilentProps) {
  const { mutate, isPending } = useMutation({
    // It goes to the Origin, whatever the browser thinks of the network.
    networkMode: 'always',
    mutationFn: async () => {
      if (await askAgain()) noteRecovery()
    },
  })
  useEffect(() => {
    const timer = setInterval(mutate, ASK_EVERY_MS)
    return () => clearInterval(timer)
  }, [mutate])
  return (
    <Banner
      tone="warn"
      title={t.originSilent}
      actions={
        <>
          <Button size="small" disabled={isPending} onClick={() => mutate()}>
            <RotateCw size={14} aria-hidden /> {t.tryNow}
          </Button>
          {checkSource}
        </>
      }
    >
      {t.originSilentText(lib.said(trouble.text))}
    </Banner>
  )
}
