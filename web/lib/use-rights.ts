import { useQuery } from '@tanstack/react-query'
import { sessionQuery } from './session.ts'

/** What this person may do with assets; the server asks again. */
export function useRights(): { mayEdit: boolean; mayRefresh: boolean } {
  const permissions = useQuery(sessionQuery).data?.permissions ?? []
  const isAdmin = permissions.includes('account_admin')
  const mayEdit = isAdmin || permissions.includes('asset_edit')
  return { mayEdit, mayRefresh: mayEdit && (isAdmin || permissions.includes('asset_purge')) }
}
