import { useQueryClient } from '@tanstack/react-query'
import { Ellipsis, Images, List, Pause, Play, Settings, Trash, Upload } from 'lucide-react'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { describeFailure } from '../lib/failure-text.ts'
import { isolate } from '../lib/format.ts'
import { isListable, type Source } from '../lib/sources.ts'
import { t } from '../texts/sources.ts'
import { iconClass } from '../ui/Button.tsx'
import { Menu, MenuItem, MenuLine } from '../ui/Menu.tsx'
import { useToast } from '../ui/Toast.tsx'
import { DeleteSource } from './DeleteSource.tsx'
import { changeSource, listAnew } from './source-calls.ts'

/** What can be done to a source without opening its page. */
export function SourceMenu({ source }: { source: Source }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const toast = useToast()
  const [isDeleting, setDeleting] = useState(false)
  const { name, enabled, uploads, indexing } = source.attributes
  const page = `/settings/sources/${source.id}`
  const list = () =>
    listAnew(client, source.id).then(
      () => toast({ text: t.listingAnew }),
      (failure: Error) => toast({ text: t.notStarted(describeFailure(failure).text) }),
    )
  const setEnabled = (isOn: boolean): Promise<void> =>
    changeSource(client, source.id, { enabled: isOn }).then(
      () =>
        toast({
          text: isOn ? t.resumed(isolate(name)) : t.paused(isolate(name)),
          undo: () => setEnabled(!isOn),
        }),
      (failure: Error) => toast({ text: t.notChanged(describeFailure(failure).text) }),
    )
  return (
    <>
      <Menu
        label={t.actionsFor(name)}
        button={<Ellipsis size={16} aria-hidden />}
        buttonClass={iconClass}
        alignEnd
      >
        <MenuItem onSelect={() => navigate(`/s/${source.id}`)}>
          <Images size={16} aria-hidden /> {t.openLibrary}
        </MenuItem>
        <MenuItem onSelect={() => navigate(page)}>
          <Settings size={16} aria-hidden /> {t.change}
        </MenuItem>
        {uploads.way !== 'none' && (
          <MenuItem onSelect={() => navigate(`${page}/upload`)}>
            <Upload size={16} aria-hidden /> {t.openSetup}
          </MenuItem>
        )}
        {enabled && isListable(source) && indexing.state !== 'listing' && (
          <MenuItem onSelect={list}>
            <List size={16} aria-hidden /> {t.listAgain}
          </MenuItem>
        )}
        <MenuLine />
        <MenuItem onSelect={() => setEnabled(!enabled)}>
          {enabled ? <Pause size={16} aria-hidden /> : <Play size={16} aria-hidden />}
          {enabled ? t.pause : t.resume}
        </MenuItem>
        <MenuItem onSelect={() => setDeleting(true)}>
          <Trash size={16} aria-hidden /> {t.deleteMenu}
        </MenuItem>
      </Menu>
      {isDeleting && <DeleteSource source={source} onClose={() => setDeleting(false)} />}
    </>
  )
}
