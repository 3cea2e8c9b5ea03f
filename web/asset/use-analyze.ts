import { useMutation, useQueryClient } from '@tanstack/react-query'
import { analysisProgressQuery, analyzeAsset } from '../lib/analysis.ts'
import { assetQuery } from '../lib/assets.ts'
import { describeFailure } from '../lib/failure-text.ts'
import { t } from '../texts/asset.ts'
import { useToast } from '../ui/Toast.tsx'

/** Has one asset looked at again; what is found appears when it is there. */
export function useAnalyze(sourceId: string, path: string) {
  const client = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: () => analyzeAsset(sourceId, path),
    onSuccess: () => {
      toast({ text: t.analyzing })
      client.invalidateQueries({ queryKey: analysisProgressQuery(sourceId).queryKey })
      return client.invalidateQueries({ queryKey: assetQuery(sourceId, path).queryKey })
    },
    onError: (failure) => toast({ text: t.notAnalyzed(describeFailure(failure).text) }),
  })
}
