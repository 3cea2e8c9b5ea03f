import { useMutation, useQueryClient } from '@tanstack/react-query'
import { assetQuery, refreshAsset } from '../lib/assets.ts'
import { describeFailure } from '../lib/failure-text.ts'
import { t } from '../texts/asset.ts'
import { useToast } from '../ui/Toast.tsx'

/** Reading takes a moment after the server has agreed to it; then the asset is asked for again. */
const LOOK_AGAIN_MS = [1_500, 5_000]

/** Fetches the file again from the origin and makes its renderings anew. */
export function useRefresh(sourceId: string, path: string) {
  const client = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: () => refreshAsset(sourceId, path),
    onSuccess: () => {
      toast({ text: t.refreshed })
      const { queryKey } = assetQuery(sourceId, path)
      for (const wait of LOOK_AGAIN_MS) {
        setTimeout(() => client.invalidateQueries({ queryKey }), wait)
      }
    },
    onError: (failure) => toast({ text: t.notRefreshed(describeFailure(failure).text) }),
  })
}
