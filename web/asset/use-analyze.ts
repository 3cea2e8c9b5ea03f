import { useMutation, useQueryClient } from '@tanstack/react-query'
import { analysisProgressQuery, analyzeAsset } from '../lib/analysis.ts'
import { assetQuery } from '../lib/assets.ts'
import { describeFailure } from '../lib/failure-text.ts'
import { useToast } from '../ui/Toast.tsx'

/** Has one asset looked at again; what is found appears when it is there. */
export function useAnalyze(sourceId: string, path: string) {
  const client = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: () => analyzeAsset(sourceId, path),
    onSuccess: () => {
      toast({ text: 'Being analysed again. What people have written stays.' })
      client.invalidateQueries({ queryKey: analysisProgressQuery(sourceId).queryKey })
      return client.invalidateQueries({ queryKey: assetQuery(sourceId, path).queryKey })
    },
    onError: (failure) => toast({ text: `Not analysed. ${describeFailure(failure).text}` }),
  })
}
