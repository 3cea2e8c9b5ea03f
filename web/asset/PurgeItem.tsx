import { useMutation } from '@tanstack/react-query'
import { Eraser } from 'lucide-react'
import { describeFailure } from '../lib/failure-text.ts'
import { purgeAsset } from '../lib/purges.ts'
import type { RenderingSource } from '../lib/rendering-url.ts'
import { useRights } from '../lib/use-rights.ts'
import { t } from '../texts/asset.ts'
import { MenuItem } from '../ui/Menu.tsx'
import { useToast } from '../ui/Toast.tsx'

/** Lets the renderings of one asset be made anew, without reading its file again; for who may. */
export function PurgeItem({ source, path }: { source: RenderingSource; path: string }) {
  const { mayPurge } = useRights()
  const toast = useToast()
  const purge = useMutation({
    mutationFn: () => purgeAsset(source, path),
    onSuccess: () => toast({ text: t.purged }),
    onError: (failure) => toast({ text: t.notPurged(describeFailure(failure).text) }),
  })
  if (!mayPurge) return null
  return (
    <MenuItem onSelect={() => purge.mutate()}>
      <Eraser size={16} aria-hidden /> {t.purge}
    </MenuItem>
  )
}
