import type { ComponentProps } from 'react'
import { common } from '../texts/common.ts'
import { LoadTrouble } from './LoadFailure.tsx'
import { Card, Page, type PageProps } from './Page.tsx'
import { Skeleton } from './Skeleton.tsx'

/** A page of settings before what it shows has come. */
export function PageLoading(page: Pick<PageProps, 'title' | 'width'>) {
  return (
    <Page {...page}>
      <div role="status" aria-label={common.loading}>
        {[1, 2, 3].map((card) => (
          <Card key={card}>
            <Skeleton width="30%" height={20} margin="0 0 16px" />
            <Skeleton width="100%" height={32} />
          </Card>
        ))}
      </div>
    </Page>
  )
}

/**
 * A page of settings whose content could not be loaded.
 * @param page its name, as it would be without the failure
 */
export function PageFailure({
  page,
  ...trouble
}: ComponentProps<typeof LoadTrouble> & { page: string }) {
  return (
    <Page title={page}>
      <LoadTrouble {...trouble} />
    </Page>
  )
}
