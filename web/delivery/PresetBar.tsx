import { useQuery } from '@tanstack/react-query'
import { Bookmark, Ellipsis } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useRights } from '../lib/use-rights.ts'
import { common } from '../texts/common.ts'
import { t } from '../texts/delivery.ts'
import { Button } from '../ui/Button.tsx'
import { inputClass } from '../ui/Field.tsx'
import { Menu, MenuItem } from '../ui/Menu.tsx'
import { useKeptFocus } from '../ui/use-kept-focus.ts'
import { BUILTIN_PRESETS } from './builtin-presets.ts'
import styles from './DeliveryPanel.module.css'
import { presetsQuery, type RenderingPreset } from './rendering-presets.ts'
import { applyPreset, asksTheSame, presetPart, readRenderingQuery } from './rendering-query.ts'
import type { Delivery } from './use-delivery.ts'
import { usePresetEdits } from './use-preset-edits.ts'

/** Parameters that come with Vitrine or were saved: applied by a click; saved ones are changed here, too. */
export function PresetBar({ delivery }: { delivery: Delivery }) {
  const { params } = delivery
  const { mayEdit } = useRights()
  const saved = useQuery(presetsQuery).data ?? []
  const edits = usePresetEdits()
  const [naming, setNaming] = useState<'new' | RenderingPreset | null>(null)
  const keptFocus = useKeptFocus('button:not(form *)')
  const part = presetPart(params)
  const builtin = BUILTIN_PRESETS.find((preset) => asksTheSame(preset.params, part))
  const active = saved.find(({ attributes }) =>
    asksTheSame(presetPart(readRenderingQuery(attributes.query)), part),
  )
  const isNew = mayEdit && !builtin && !active && Object.keys(part).length > 0
  return (
    <section className={styles.presets} aria-label={t.presets} {...keptFocus}>
      <div className={styles.chips}>
        {BUILTIN_PRESETS.map((preset) => (
          <Chip
            key={preset.id}
            name={preset.name()}
            isActive={preset === builtin}
            onClick={() => delivery.replace(applyPreset(params, preset.params))}
          />
        ))}
        {saved.map((preset) => (
          <Chip
            key={preset.id}
            name={preset.attributes.name}
            isActive={preset === active}
            onClick={() =>
              delivery.replace(applyPreset(params, readRenderingQuery(preset.attributes.query)))
            }
          />
        ))}
      </div>
      <div className={styles.presetActions}>
        {isNew && (
          <Button size="small" onClick={() => setNaming('new')}>
            <Bookmark size={14} aria-hidden /> {t.savePreset}
          </Button>
        )}
        {mayEdit && saved.length > 0 && (
          <ManageMenu saved={saved} part={part} onRename={setNaming} edits={edits} />
        )}
      </div>
      {naming && (
        <NameForm
          key={naming === 'new' ? 'new' : naming.id}
          start={naming === 'new' ? '' : naming.attributes.name}
          failure={edits.failure}
          onCancel={() => {
            edits.forgetFailure()
            setNaming(null)
          }}
          onSave={(name) => {
            const done = () => setNaming(null)
            if (naming === 'new') edits.create(name, part, done)
            else edits.patch(naming, { name }, done)
          }}
        />
      )}
    </section>
  )
}

function Chip(props: { name: string; isActive: boolean; onClick: () => void }) {
  return (
    <button
      type="button"
      className={styles.chip}
      aria-pressed={props.isActive}
      onClick={props.onClick}
    >
      {props.name}
    </button>
  )
}

interface ManageMenuProps {
  saved: RenderingPreset[]
  part: ReturnType<typeof presetPart>
  onRename: (preset: RenderingPreset) => void
  edits: ReturnType<typeof usePresetEdits>
}

function ManageMenu({ saved, part, onRename, edits }: ManageMenuProps) {
  return (
    <Menu
      label={t.managePresets}
      buttonClass={styles.manage}
      button={<Ellipsis size={16} aria-hidden />}
      alignEnd
    >
      {saved.flatMap((preset) => {
        const { name } = preset.attributes
        return [
          <MenuItem key={`r${preset.id}`} onSelect={() => onRename(preset)}>
            {t.renamePreset(name)}
          </MenuItem>,
          Object.keys(part).length > 0 && (
            <MenuItem key={`u${preset.id}`} onSelect={() => edits.update(preset, part)}>
              {t.updatePreset(name)}
            </MenuItem>
          ),
          <MenuItem key={`d${preset.id}`} onSelect={() => edits.remove(preset)}>
            {t.deletePreset(name)}
          </MenuItem>,
        ]
      })}
    </Menu>
  )
}

interface NameFormProps {
  start: string
  failure: string | null
  onSave: (name: string) => void
  onCancel: () => void
}

function NameForm({ start, failure, onSave, onCancel }: NameFormProps) {
  const [name, setName] = useState(start)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim()) onSave(name.trim())
  }
  return (
    <form
      className={styles.naming}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onCancel()
      }}
    >
      <input
        className={inputClass}
        aria-label={t.presetName}
        placeholder={t.presetName}
        aria-invalid={failure !== null || undefined}
        maxLength={200}
        // biome-ignore lint/a11y/noAutofocus: it was asked for by a button that stands where it opens
        autoFocus
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Button type="submit" variant="primary" disabled={!name.trim()}>
        {common.save}
      </Button>
      <Button onClick={onCancel}>{common.cancel}</Button>
      {failure && <p role="alert">{failure}</p>}
    </form>
  )
}
