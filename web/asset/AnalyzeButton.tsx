import { Sparkles } from 'lucide-react'
import { useAnalyzes } from '../lib/analysis.ts'
import { useRights } from '../lib/use-rights.ts'
import { t } from '../texts/asset.ts'
import { IconButton } from '../ui/Button.tsx'
import { useAnalyze } from './use-analyze.ts'

/** Looks at the picture again, as the settings are now; the file is not fetched anew. */
export function AnalyzeButton({ sourceId, path }: { sourceId: string; path: string }) {
  const analyze = useAnalyze(sourceId, path)
  const { mayEdit } = useRights()
  if (!useAnalyzes() || !mayEdit) return null
  return (
    <IconButton
      small
      label={t.analyzeAgain}
      aria-busy={analyze.isPending || undefined}
      disabled={analyze.isPending}
      onClick={() => analyze.mutate()}
    >
      <Sparkles size={14} aria-hidden />
    </IconButton>
  )
}
