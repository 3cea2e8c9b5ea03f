import type { QueryClient } from '@tanstack/react-query'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { describeFailure } from '../lib/failure-text.ts'
import { t } from '../texts/jobs.ts'
import { useToast } from '../ui/Toast.tsx'

/**
 * Does something with what is in a list, and says how it went. `place` is where the focus goes when the button that
 * had it is gone with its row.
 */
export function useDoing<Wish>(
  act: (client: QueryClient, wish: Wish) => Promise<number>,
  say: (count: number, wish: Wish) => string,
) {
  const client = useQueryClient()
  const toast = useToast()
  const place = useRef<HTMLDivElement>(null)
  const mutation = useMutation({
    mutationFn: (wish: Wish) => act(client, wish),
    onSuccess: (count, wish) => {
      toast({ text: say(count, wish) })
      requestAnimationFrame(() => {
        if (document.activeElement === document.body) place.current?.focus()
      })
    },
    onError: (failure) => toast({ text: t.notDone(describeFailure(failure).text) }),
  })
  return { place, isBusy: mutation.isPending, run: mutation.mutate }
}
