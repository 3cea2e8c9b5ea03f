import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect } from 'react'
import { useParams } from 'react-router'
import type { SourceTypeAttributes } from '../../contract/resources.ts'
import { describeFailure, hasStatus } from '../lib/failure-text.ts'
import { findSourceType, sourceTypesQuery } from '../lib/source-types.ts'
import { type Source, sourceQuery } from '../lib/sources.ts'
import { LoadFailure } from '../ui/LoadFailure.tsx'

/** Loads the source of the address and its type, and says so when it can't. */
export function WithSource({
  title,
  children,
}: {
  title: string
  children: (source: Source, type: SourceTypeAttributes) => ReactNode
}) {
  const { sourceId = '' } = useParams()
  const source = useQuery(sourceQuery(sourceId))
  const types = useQuery(sourceTypesQuery)
  const name = source.data?.attributes.name
  useEffect(() => {
    document.title = [name, title, 'Vitrine'].filter(Boolean).join(' – ')
  }, [name, title])
  const type =
    source.data && types.data && findSourceType(types.data, source.data.attributes.deployment)
  if (source.data && type) return children(source.data, type.attributes)
  const failure = source.error ?? types.error
  if (!failure) return <p className="vh">Loading</p>
  if (hasStatus(failure, 404)) {
    const text = 'It may have been deleted. The list of sources shows those that are there.'
    return (
      <LoadFailure title="There is no such source" text={text} onRetry={() => source.refetch()} />
    )
  }
  return <LoadFailure {...describeFailure(failure)} onRetry={() => source.refetch()} />
}
