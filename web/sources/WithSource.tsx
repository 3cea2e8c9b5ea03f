import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useParams } from 'react-router'
import type { SourceTypeAttributes } from '../../contract/resources.ts'
import { describeFailure, hasStatus } from '../lib/failure-text.ts'
import { findSourceType, sourceTypesQuery } from '../lib/source-types.ts'
import { type Source, sourceQuery } from '../lib/sources.ts'
import { t } from '../texts/sources.ts'
import { PageFailure, PageLoading } from '../ui/PageStates.tsx'

/** Whoever is here has just changed something, or is about to: listings begin a moment later. */
const WATCH_MS = 2_000

/** The Source of the address with its type, or what to say while there is none. */
export function WithSource({
  title,
  children,
}: {
  title: string
  children: (source: Source, type: SourceTypeAttributes) => ReactNode
}) {
  const { sourceId = '' } = useParams()
  const source = useQuery({ ...sourceQuery(sourceId), refetchInterval: WATCH_MS })
  const types = useQuery(sourceTypesQuery)
  const isGone = hasStatus(source.error, 404)
  const type =
    source.data && types.data && findSourceType(types.data, source.data.attributes.deployment)
  // What is there stays while the server is away: somebody may be filling it in.
  if (source.data && type && !isGone) return children(source.data, type.attributes)
  const failure = source.error ?? types.error
  if (!failure) return <PageLoading title={title} />
  const words = isGone ? { title: t.gone, text: t.goneText } : describeFailure(failure)
  const retry = () => Promise.all([source.refetch(), types.refetch()])
  return <PageFailure page={title} {...words} onRetry={retry} />
}
