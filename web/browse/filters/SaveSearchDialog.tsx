import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { describeFailure } from '../../lib/failure-text.ts'
import {
  createSavedSearch,
  forgetSavedSearches,
  writeSavedQuery,
} from '../../lib/saved-searches.ts'
import type { Library } from '../../lib/use-library.ts'
import { t as browse } from '../../texts/browse.ts'
import { t } from '../../texts/filters.ts'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { FormField } from '../../ui/FormField.tsx'
import { useToast } from '../../ui/Toast.tsx'
import { planChips } from '../filter-chips.ts'
import { useMayShare } from '../use-search-edits.ts'
import { Check } from './parts.tsx'

const MAX_NAME = 100

/** Asks for a name and keeps the search of the address. */
export function SaveSearchDialog({ library, onClose }: { library: Library; onClose: () => void }) {
  const { query, sourceId } = library
  const [name, setName] = useState(() => suggestName(library))
  const [isShared, setShared] = useState(false)
  const mayShare = useMayShare()
  const client = useQueryClient()
  const toast = useToast()
  const save = useMutation({
    mutationFn: () =>
      createSavedSearch({
        name: name.trim(),
        source_id: sourceId,
        query: writeSavedQuery(query),
        shared: isShared,
      }),
    onSuccess: async () => {
      await forgetSavedSearches(client)
      toast({ text: t.saved(name.trim()) })
      onClose()
    },
  })
  return (
    <FormDialog
      title={browse.saveSearch}
      action={browse.saveSearch}
      isReady={name.trim() !== ''}
      isBusy={save.isPending}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <FormField
        label={t.name}
        data-autofocus
        maxLength={MAX_NAME}
        value={name}
        onChange={(event) => setName(event.target.value)}
        onFocus={(event) => event.target.select()}
        hint={t.saveHint}
        error={save.error ? describeFailure(save.error).text : undefined}
      />
      {mayShare && (
        <Check checked={isShared} onChange={(event) => setShared(event.target.checked)}>
          {t.everybodySees}
        </Check>
      )}
    </FormDialog>
  )
}

/** What it looks for, in a few words. */
function suggestName({ query }: Library): string {
  const words = [query.q.trim(), ...planChips(query).map(({ value }) => value)].filter(Boolean)
  return words.slice(0, 3).join(', ').slice(0, MAX_NAME)
}
