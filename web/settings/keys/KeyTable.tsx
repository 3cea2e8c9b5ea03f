import { useMutation, useQueryClient } from '@tanstack/react-query'
import { TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { Permission } from '../../../contract/resources.ts'
import { t } from '../../texts/people.ts'
import { Button } from '../../ui/Button.tsx'
import { ConfirmDelete } from '../../ui/ConfirmDelete.tsx'
import { joinClasses } from '../../ui/classes.ts'
import { Badge } from '../../ui/Page.tsx'
import { Rich } from '../../ui/Rich.tsx'
import base from '../../ui/Table.module.css'
import { useToast } from '../../ui/Toast.tsx'
import { LastUsed } from '../LastUsed.tsx'
import table from '../Table.module.css'
import styles from './Keys.module.css'
import { type ApiKey, deleteApiKey } from './keys.ts'

/** What keys there are, what each may do, and when it was used. */
export function KeyTable({ keys, isAdmin }: { keys: ApiKey[]; isAdmin: boolean }) {
  return (
    <div className={base.card}>
      <table className={joinClasses(base.table, base.stacked, table.table)}>
        <thead>
          <tr>
            <th scope="col">{t.keyName}</th>
            <th scope="col">{t.may}</th>
            {isAdmin && <th scope="col">{t.madeBy}</th>}
            <th scope="col">{t.lastUsed}</th>
            <th scope="col">
              <span className="vh">{t.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <KeyRow key={key.id} apiKey={key} isAdmin={isAdmin} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function KeyRow({ apiKey, isAdmin }: { apiKey: ApiKey; isAdmin: boolean }) {
  const [isDeleting, setDeleting] = useState(false)
  const { name, permissions, created_by: maker, key_end: end } = apiKey.attributes
  return (
    <tr>
      <td>
        <div className={table.cell}>
          <div>
            <b>
              <bdi>{name}</bdi>
            </b>
            {end !== null && <small className="mono">{`ak_…${end}`}</small>}
          </div>
        </div>
      </td>
      <td data-label={t.may}>
        <Rights permissions={permissions} />
      </td>
      {isAdmin && (
        <td data-label={t.madeBy} className={table.when}>
          {maker ?? t.nobody}
        </td>
      )}
      <td data-label={t.lastUsed} className={table.when}>
        <LastUsed
          seconds={apiKey.attributes.date_last_used}
          never={t.never}
          className={styles.never}
        />
      </td>
      <td className={table.end}>
        <Button
          size="small"
          variant="quiet"
          className={table.danger}
          aria-label={t.deleteKey(name)}
          onClick={() => setDeleting(true)}
        >
          {t.delete}
        </Button>
        {isDeleting && <DeleteKey apiKey={apiKey} onClose={() => setDeleting(false)} />}
      </td>
    </tr>
  )
}

function Rights({ permissions }: { permissions: readonly Permission[] }) {
  if (permissions.includes('account_admin')) {
    return (
      <Badge tone="warn">
        <span className={styles.full}>
          <TriangleAlert size={12} aria-hidden /> {t.fullAccess}
        </span>
      </Badge>
    )
  }
  return (
    <span className={table.badges}>
      {permissions.map((permission) => (
        <Badge key={permission}>{t.permissions[permission]}</Badge>
      ))}
    </span>
  )
}

function DeleteKey({ apiKey, onClose }: { apiKey: ApiKey; onClose(): void }) {
  const client = useQueryClient()
  const toast = useToast()
  const { name } = apiKey.attributes
  const deletion = useMutation({
    mutationFn: () => deleteApiKey(client, apiKey.id),
    onSuccess: () => {
      toast({ text: t.deletedKey(name) })
      onClose()
    },
  })
  return (
    <ConfirmDelete
      label={t.deleteKeyTitle(name)}
      text={<Rich text={t.keyGoes} parts={{ noUndo: <b>{t.noUndo}</b> }} />}
      name={name}
      typeLabel={t.typeToConfirm(name)}
      keepLabel={t.keepKey}
      deleteLabel={t.deleteIt}
      failureTitle={t.nothingDeleted}
      failure={deletion.error}
      isBusy={deletion.isPending}
      onDelete={() => deletion.mutate()}
      onClose={onClose}
    />
  )
}
