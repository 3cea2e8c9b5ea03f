import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { movingEditsQuery } from '../lib/moving-edits.ts'
import { sessionQuery } from '../lib/session.ts'

const PUT_ASIDE = 'vitrine-put-aside-edits'
/** More than anybody puts aside while they are under way. */
const MOST = 50

/** What somebody has begun goes on while they reload: it is followed again, unless they put it aside. */
export function useOwnEdits(watch: (ids: readonly string[]) => void): void {
  const client = useQueryClient()
  const session = useQuery(sessionQuery).data
  const email = session?.user.email
  const mayEdit = session?.permissions.includes('asset_edit') ?? false
  useEffect(() => {
    if (!email || !mayEdit) return
    let isHere = true
    const find = async () => {
      const edits = await client.fetchQuery(movingEditsQuery)
      const aside = new Set(readAside())
      const own = edits.filter(({ id, attributes }) => {
        return attributes.created_by === email && !attributes.created_by_api && !aside.has(id)
      })
      // The newest comes first there, and is shown.
      if (isHere && own.length > 0) watch(own.map(({ id }) => id).reverse())
    }
    // Without it only the card is missing; the list of bulk edits has them all.
    find().catch(() => {})
    return () => {
      isHere = false
    }
  }, [client, email, mayEdit, watch])
}

/** Not shown again in this tab. */
export function putAside(id: string): void {
  try {
    sessionStorage.setItem(PUT_ASIDE, JSON.stringify([...readAside(), id].slice(-MOST)))
  } catch {
    // Without storage it comes back after a reload.
  }
}

function readAside(): string[] {
  try {
    const ids: unknown = JSON.parse(sessionStorage.getItem(PUT_ASIDE) ?? '[]')
    return Array.isArray(ids) ? ids : []
  } catch {
    return []
  }
}
