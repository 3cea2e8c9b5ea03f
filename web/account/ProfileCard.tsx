import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { BrowserSessionAttributes } from '../../contract/resources.ts'
import { describeFailure } from '../lib/failure-text.ts'
import { t } from '../texts/profile.ts'
import { Avatar } from '../ui/Avatar.tsx'
import { Button } from '../ui/Button.tsx'
import { FormField } from '../ui/FormField.tsx'
import { Card } from '../ui/Page.tsx'
import { useToast } from '../ui/Toast.tsx'
import styles from './Account.module.css'
import { saveOwnName } from './own-session.ts'

/** Who one is to the others. The e-mail is how one signs in; an administrator makes another user for another one. */
export function ProfileCard({ user }: { user: BrowserSessionAttributes['user'] }) {
  const client = useQueryClient()
  const toast = useToast()
  const [name, setName] = useState(user.name ?? '')
  const saving = useMutation({
    mutationFn: () => saveOwnName(client, name.trim() || null),
    onSuccess: () => toast({ text: t.nameSaved }),
  })
  const isChanged = name.trim() !== (user.name ?? '')
  const shown = user.name ?? user.email
  return (
    <Card>
      <div className={styles.who}>
        <Avatar name={shown} large />
        <div>
          <h2>
            <bdi>{shown}</bdi>
          </h2>
          {user.name && <p className="t2">{user.email}</p>}
        </div>
      </div>
      <form
        className={styles.name}
        onSubmit={(event) => {
          event.preventDefault()
          if (isChanged && !saving.isPending) saving.mutate()
        }}
      >
        <FormField
          label={t.name}
          name="name"
          autoComplete="name"
          placeholder={t.namePlaceholder}
          maxLength={200}
          error={saving.error ? `${t.notSaved}. ${describeFailure(saving.error).text}` : undefined}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit" busy={saving.isPending} disabled={!isChanged || saving.isPending}>
          {t.saveName}
        </Button>
      </form>
    </Card>
  )
}
