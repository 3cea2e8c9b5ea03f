import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { describeFailure } from '../../lib/failure-text.ts'
import { formatDateTime, formatWhen } from '../../lib/format.ts'
import { sessionQuery } from '../../lib/session.ts'
import { t } from '../../texts/people.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { iconClass } from '../../ui/Button.tsx'
import { joinClasses } from '../../ui/classes.ts'
import { Menu, MenuItem, MenuLine } from '../../ui/Menu.tsx'
import { Badge } from '../../ui/Page.tsx'
import base from '../../ui/Table.module.css'
import { useToast } from '../../ui/Toast.tsx'
import styles from '../Table.module.css'
import { DeleteUser } from './DeleteUser.tsx'
import { EditUser } from './EditUser.tsx'
import { GiveUpAdmin } from './GiveUpAdmin.tsx'
import { ResetPassword } from './ResetPassword.tsx'
import { RoleSelect } from './RoleSelect.tsx'
import { ROLE_PERMISSIONS, type RoleChoice, roleOf } from './roles.ts'
import { nameOf, type User, updateUser } from './users.ts'

/** Everybody with their role; changing it takes effect at once. */
export function UserTable({ users }: { users: User[] }) {
  const ownId = useQuery(sessionQuery).data?.user.id
  const { refusal, change } = useRoleChange()
  return (
    <>
      {refusal && (
        <Banner tone="danger" title={t.notChanged(refusal.name)}>
          {describeFailure(refusal.failure).text}
        </Banner>
      )}
      <div className={base.card}>
        <table className={joinClasses(base.table, base.stacked, styles.table)}>
          <thead>
            <tr>
              <th scope="col">{t.person}</th>
              <th scope="col">{t.role}</th>
              <th scope="col">{t.seen}</th>
              <th scope="col">
                <span className="vh">{t.actions}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {users.map((user) => (
              <UserRow key={user.id} user={user} isMe={user.id === ownId} onRole={change} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

/** Gives a role at once, with Undo; a refusal stays above the table in the server's words. */
function useRoleChange() {
  const client = useQueryClient()
  const toast = useToast()
  const [refusal, setRefusal] = useState<{ name: string; failure: Error } | null>(null)
  const saving = useMutation({
    mutationFn: ({
      user,
      permissions,
    }: {
      user: User
      permissions: User['attributes']['permissions']
    }) => updateUser(client, user.id, { permissions }),
    onMutate: () => setRefusal(null),
    onError: (failure, { user }) => setRefusal({ name: nameOf(user), failure }),
  })
  const change = (user: User, role: Exclude<RoleChoice, 'custom'>) => {
    const before = user.attributes.permissions
    const undo = () => saving.mutate({ user, permissions: before })
    saving.mutate(
      { user, permissions: [...ROLE_PERMISSIONS[role]] },
      { onSuccess: () => toast({ text: t.roleNow(nameOf(user), t.roles[role]), undo }) },
    )
  }
  return { refusal, change }
}

interface UserRowProps {
  user: User
  isMe: boolean
  onRole(user: User, role: Exclude<RoleChoice, 'custom'>): void
}

type Doing = 'edit' | 'password' | 'delete' | Exclude<RoleChoice, 'custom' | 'admin'>

function UserRow({ user, isMe, onRole }: UserRowProps) {
  const [doing, setDoing] = useState<Doing | null>(null)
  const stop = () => setDoing(null)
  const { permissions, date_last_seen: seen } = user.attributes
  const name = nameOf(user)
  const role = roleOf(permissions)
  const choose = (chosen: RoleChoice) => {
    if (chosen === 'custom') setDoing('edit')
    else if (isMe && chosen !== 'admin') setDoing(chosen)
    else onRole(user, chosen)
  }
  return (
    <tr>
      <td>
        <Person user={user} isMe={isMe} />
      </td>
      <td data-label={t.role}>
        <RoleSelect label={t.roleOf(name)} role={role} onChange={choose} />
      </td>
      <td data-label={t.seen} className={styles.when}>
        {seen === null ? (
          t.neverSeen
        ) : (
          <time dateTime={new Date(seen * 1000).toISOString()} title={formatDateTime(seen)}>
            {formatWhen(seen, new Date())}
          </time>
        )}
      </td>
      <td className={styles.end}>
        <Menu
          label={t.actionsFor(name)}
          button={<Ellipsis size={16} aria-hidden />}
          buttonClass={iconClass}
          alignEnd
        >
          <MenuItem onSelect={() => setDoing('edit')}>{t.edit}</MenuItem>
          {!isMe && (
            <>
              <MenuItem onSelect={() => setDoing('password')}>{t.newPassword}</MenuItem>
              <MenuLine />
              <MenuItem onSelect={() => setDoing('delete')}>{t.deleteUser}</MenuItem>
            </>
          )}
        </Menu>
        {doing === 'edit' && <EditUser user={user} onClose={stop} />}
        {doing === 'password' && <ResetPassword user={user} onClose={stop} />}
        {doing === 'delete' && <DeleteUser user={user} onClose={stop} />}
        {doing && doing !== 'edit' && doing !== 'password' && doing !== 'delete' && (
          <GiveUpAdmin
            onClose={stop}
            onConfirm={() => {
              stop()
              onRole(user, doing)
            }}
          />
        )}
      </td>
    </tr>
  )
}

function Person({ user, isMe }: { user: User; isMe: boolean }) {
  const { name, email } = user.attributes
  return (
    <div className={styles.cell}>
      <Avatar name={nameOf(user)} />
      <div>
        <b>
          <bdi>{nameOf(user)}</bdi>
        </b>{' '}
        {isMe && <Badge>{t.you}</Badge>}
        {name !== null && <small>{email}</small>}
      </div>
    </div>
  )
}
