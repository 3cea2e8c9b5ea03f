import { useQuery } from '@tanstack/react-query'
import { sessionQuery } from './session.ts'

/** What this person may do with assets; the server asks again. */
export function useRights(): { mayEdit: boolean; mayRefresh: boolean; mayPurge: boolean } {
  const permissions = useQuery(sessionQuery).data?.permissions ?? []
  const isAdmin = permissions.includes('account_admin')
  const mayEdit = isAdmin || permissions.includes('asset_edit')
  const mayPurge = isAdmin || permissions.includes('asset_purge')
  return { mayEdit, mayPurge, mayRefresh: mayEdit && mayPurge }
}
