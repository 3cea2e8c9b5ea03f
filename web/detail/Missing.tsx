import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ImageOff } from 'lucide-react'
import { fileName } from '../lib/asset-words.ts'
import { addAsset } from '../lib/assets.ts'
import { describeFailure, hasStatus } from '../lib/failure-text.ts'
import type { Library } from '../lib/use-library.ts'
import { useRights } from '../lib/use-rights.ts'
import { t } from '../texts/detail.ts'
import { Button } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'

interface MissingProps {
  library: Library
  path: string
  failure: Error
}

/** In place of an asset that is not known, or could not be asked for: another way to it. */
export function Missing({ library, path, failure }: MissingProps) {
  const isGone = hasStatus(failure, 404)
  const { title, text } = describeFailure(failure)
  const { mayEdit } = useRights()
  const client = useQueryClient()
  const add = useMutation({
    mutationFn: () => addAsset(library.sourceId, path),
    onSuccess: () => client.invalidateQueries({ queryKey: ['asset', library.sourceId, path] }),
  })
  return (
    <Empty
      icon={ImageOff}
      tone="warn"
      title={isGone ? t.notHere : title}
      actions={
        <>
          <Button variant="primary" onClick={() => library.show({ q: fileName(path) })}>
            {t.searchName}
          </Button>
          {isGone && mayEdit && (
            <Button busy={add.isPending} disabled={add.isPending} onClick={() => add.mutate()}>
              {t.addPath}
            </Button>
          )}
        </>
      }
    >
      <span role="status">
        {add.error ? describeFailure(add.error).text : isGone ? t.notInIndex(path) : text}
      </span>
    </Empty>
  )
}
