import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { describeFailure } from '../../lib/failure-text.ts'
import { t } from '../../texts/people.ts'
import { Button } from '../../ui/Button.tsx'
import { Page } from '../../ui/Page.tsx'
import { PageFailure, PageLoading } from '../../ui/PageStates.tsx'
import { AddUser } from './AddUser.tsx'
import { RolesCard } from './RolesCard.tsx'
import styles from './Users.module.css'
import { UserTable } from './UserTable.tsx'
import { usersQuery } from './users.ts'

/** The people of the account, and what each may do. */
export function UsersScreen() {
  const users = useQuery(usersQuery)
  const [isAdding, setAdding] = useState(false)
  if (users.isError && !users.data) {
    const retry = () => users.refetch()
    return <PageFailure page={t.users} {...describeFailure(users.error)} onRetry={retry} />
  }
  if (!users.data) return <PageLoading title={t.users} />
  return (
    <Page
      title={t.users}
      text={t.usersText}
      width="middle"
      actions={
        <Button variant="primary" onClick={() => setAdding(true)}>
          <Plus size={16} aria-hidden /> {t.addUser}
        </Button>
      }
    >
      <div className={styles.stack}>
        <UserTable users={users.data} />
        <RolesCard />
      </div>
      {isAdding && <AddUser onClose={() => setAdding(false)} />}
    </Page>
  )
}
