import type { ColumnType, Generated } from 'kysely'
import type { Permission } from '../../contract/resources.ts'

type Timestamp = ColumnType<Date, Date | string, Date | string>
type DefaultedTimestamp = ColumnType<Date, Date | string | undefined, Date | string>

/** Who may do what, and where they are signed in. */
export interface IdentityTables {
  accounts: AccountsTable
  users: UsersTable
  browser_sessions: BrowserSessionsTable
  sign_in_failures: SignInFailuresTable
  api_keys: ApiKeysTable
}

interface AccountsTable {
  id: Generated<number>
  name: string
  created_at: DefaultedTimestamp
}

interface UsersTable {
  id: Generated<string>
  account_id: number
  email: string
  name: string | null
  password_hash: string
  permissions: Permission[]
  created_at: DefaultedTimestamp
  /** Null: never signed in. */
  last_seen_at: Timestamp | null
  password_changed_at: DefaultedTimestamp
  /** Somebody else has chosen it, and knows it. */
  password_is_given: Generated<boolean>
}

interface BrowserSessionsTable {
  token_hash: Buffer
  id: Generated<string>
  user_id: string
  csrf_token: string
  user_agent: string | null
  created_at: DefaultedTimestamp
  expires_at: Timestamp
}

interface SignInFailuresTable {
  key: string
  at: DefaultedTimestamp
}

interface ApiKeysTable {
  id: Generated<string>
  account_id: number
  name: string
  key_hash: Buffer
  /** The last four characters; null of keys that are older than this column. */
  key_end: string | null
  permissions: Permission[]
  created_by: string | null
  created_at: DefaultedTimestamp
  last_used_at: Timestamp | null
}
