import { Plus, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { t } from '../texts/delivery.ts'
import { Button, IconButton } from '../ui/Button.tsx'
import { inputClass } from '../ui/Field.tsx'
import { isOther } from './controls.ts'
import styles from './DeliveryPanel.module.css'
import type { Delivery } from './use-delivery.ts'

/** Any other parameter by its name; what rendering makes of it is said on the stage. */
export function OtherParams({ delivery }: { delivery: Delivery }) {
  const [name, setName] = useState('')
  const [value, setValue] = useState('')
  const others = Object.entries(delivery.params).filter(([one]) => isOther(one))
  const add = (event: FormEvent) => {
    event.preventDefault()
    if (!name || !value) return
    delivery.set({ [name]: value })
    setName('')
    setValue('')
  }
  return (
    <>
      {others.map(([one, set]) => (
        <div key={one} className={styles.other}>
          <code>{`${one}=${set}`}</code>
          <IconButton
            small
            label={t.removeParam(one)}
            onClick={() => delivery.set({ [one]: null })}
          >
            <Trash2 size={14} aria-hidden />
          </IconButton>
        </div>
      ))}
      <form className={styles.add} onSubmit={add}>
        <input
          className={inputClass}
          aria-label={t.paramName}
          placeholder={t.paramName}
          pattern="[A-Za-z][A-Za-z0-9\-]{0,39}"
          autoCapitalize="off"
          spellCheck={false}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <input
          className={inputClass}
          aria-label={t.paramValue}
          placeholder={t.paramValue}
          maxLength={500}
          spellCheck={false}
          value={value}
          onChange={(event) => setValue(event.target.value)}
        />
        <Button type="submit" disabled={!name || !value}>
          <Plus size={14} aria-hidden /> {t.add}
        </Button>
      </form>
    </>
  )
}
