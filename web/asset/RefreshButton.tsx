import { useMutation, useQueryClient } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import { assetQuery, refreshAsset } from '../lib/assets.ts'
import { describeFailure } from '../lib/failure-text.ts'
import { t } from '../texts/asset.ts'
import { Button } from '../ui/Button.tsx'
import { useToast } from '../ui/Toast.tsx'

/** Reading takes a moment after the server has agreed to it; then the panel looks again. */
const LOOK_AGAIN_MS = [1_500, 5_000]

/** Fetches the file again from the origin and makes its renderings anew. */
export function RefreshButton({ sourceId, path }: { sourceId: string; path: string }) {
  const client = useQueryClient()
  const toast = useToast()
  const refresh = useMutation({
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
  return (
    <Button
      size="small"
      variant="quiet"
      pressedBy="refresh"
      busy={refresh.isPending}
      disabled={refresh.isPending}
      onClick={() => refresh.mutate()}
    >
      <RefreshCw size={14} aria-hidden />
      {t.refresh}
    </Button>
  )
}
