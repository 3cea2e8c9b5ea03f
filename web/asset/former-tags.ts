import { type QueryClient, useQuery } from '@tanstack/react-query'

type Confidences = Record<string, number>

const NONE: Confidences = {}

function tagsKey(sourceId: string, path: string) {
  return ['former-tags', sourceId, path]
}

/** The confidences that tags had before somebody removed them in this window, by label. */
export function useFormerTags(sourceId: string, path: string): Confidences {
  const key = tagsKey(sourceId, path)
  return useQuery({ queryKey: key, queryFn: () => NONE, enabled: false }).data ?? NONE
}

/** To be called with the tags as they are before an edit: the server forgets a removed number. */
export function keepFormerTags(
  client: QueryClient,
  asset: { sourceId: string; path: string },
  tags: Confidences,
): void {
  client.setQueryDefaults(['former-tags'], { gcTime: Number.POSITIVE_INFINITY })
  const kept = Object.entries(tags).filter(([, confidence]) => confidence > 0)
  client.setQueryData<Confidences>(tagsKey(asset.sourceId, asset.path), (old) => ({
    ...old,
    ...Object.fromEntries(kept),
  }))
}
