import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { placeIn } from './destination.ts'
import type { Offered } from './offered-files.ts'
import type { PathCheck } from './plan-upload.ts'
import { uploadApi } from './upload-api.ts'

/** While somebody types, nothing is asked. */
const REST_MS = 300

/** Which paths of the files are taken; asked anew when the folder or the files change. */
export function usePathCheck(sourceId: string, folder: string, files: readonly Offered[]) {
  const wanted = { folder, files }
  const [asked, setAsked] = useState(wanted)
  useEffect(() => {
    const timer = setTimeout(() => setAsked({ folder, files }), REST_MS)
    return () => clearTimeout(timer)
  }, [folder, files])
  const paths = asked.files.map(({ path }) => placeIn(asked.folder, path))
  const query = useQuery<PathCheck>({
    queryKey: ['upload-check', sourceId, paths],
    queryFn: ({ signal }) => uploadApi.check(sourceId, paths, signal),
    enabled: paths.length > 0,
    staleTime: 0,
    gcTime: 0,
    structuralSharing: false,
  })
  const isCurrent = asked.folder === folder && asked.files === files
  const isAsking = files.length > 0 && (!isCurrent || query.isFetching)
  return { check: isAsking ? null : (query.data ?? null), isAsking, failure: query.error }
}
