import { RefreshCw } from 'lucide-react'
import { t } from '../texts/asset.ts'
import { Button } from '../ui/Button.tsx'
import { useRefresh } from './use-refresh.ts'

/** Fetches the file again from the origin; says what has come of it. */
export function RefreshButton({ sourceId, path }: { sourceId: string; path: string }) {
  const refresh = useRefresh(sourceId, path)
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
