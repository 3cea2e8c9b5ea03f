import { useEffect, useId, useRef, useState } from 'react'
import type { AlertName } from '../../contract/analysis.ts'
import type { AssetAttributes, AssetPatch } from '../../contract/resources.ts'
import { ALERT_NAMES, alertWord, LEVELS, levelWord } from '../lib/analysis-words.ts'
import { t } from '../texts/asset.ts'
import { common } from '../texts/common.ts'
import { Button, LinkButton } from '../ui/Button.tsx'
import { joinClasses } from '../ui/classes.ts'
import styles from './AlertsEditor.module.css'
import { type AlertDraft, giveBack, planAlertPatch, readAlert } from './alert-draft.ts'

interface AlertsEditorProps {
  asset: AssetAttributes
  /** Told null when nothing was changed. */
  onSave: (patch: AssetPatch | null) => void
  onCancel: () => void
}

/** A step for each alert by pointer, arrows or Space; what a person sets, analysis leaves alone. */
export function AlertsEditor({ asset, onSave, onCancel }: AlertsEditorProps) {
  const [draft, setDraft] = useState<AlertDraft>({})
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    const fields = form.current?.elements.namedItem('adult')
    const inputs = fields instanceof RadioNodeList ? [...fields] : []
    const first = inputs.find((input) => (input as HTMLInputElement).checked) ?? inputs[0]
    if (first instanceof HTMLElement) first.focus()
  }, [])
  return (
    <form
      ref={form}
      className={styles.editor}
      aria-label={t.alerts}
      onSubmit={(event) => {
        event.preventDefault()
        onSave(planAlertPatch(asset, draft))
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel()
        // Arrows belong to the steps here, not to the library around them.
        event.stopPropagation()
      }}
    >
      {ALERT_NAMES.map((alert) => (
        <AlertSteps
          key={alert}
          alert={alert}
          {...readAlert(asset, draft, alert)}
          isGivenBack={draft[alert] === null}
          onChange={(level) => setDraft({ ...draft, [alert]: level })}
          onGiveBack={() => setDraft(giveBack(asset, draft, alert))}
        />
      ))}
      <div className={styles.buttons}>
        <Button size="small" onClick={onCancel}>
          {common.cancel}
        </Button>
        <Button size="small" type="submit" variant="primary">
          {common.save}
        </Button>
      </div>
    </form>
  )
}

interface AlertStepsProps {
  alert: AlertName
  level: number | null
  isByPerson: boolean
  isGivenBack: boolean
  onChange: (level: number) => void
  onGiveBack: () => void
}

function AlertSteps({ alert, level, isByPerson, isGivenBack, ...props }: AlertStepsProps) {
  const id = useId()
  const name = alertWord(alert)
  const tone = level === null || level < 3 ? styles.low : level === 3 ? styles.middle : styles.high
  return (
    <fieldset className={joinClasses(styles.alert, tone)}>
      <legend className="vh">{name}</legend>
      <div className={styles.head} aria-hidden>
        <span>{name}</span>
        <span className="t2">{isGivenBack ? t.analysisDecides : levelWord(level)}</span>
      </div>
      <div className={styles.steps}>
        {LEVELS.map((step) => (
          <input
            key={step}
            type="radio"
            name={alert}
            aria-label={levelWord(step)}
            title={levelWord(step)}
            aria-describedby={isByPerson ? id : undefined}
            data-on={(level !== null && step <= level) || undefined}
            checked={level === step}
            onChange={() => props.onChange(step)}
          />
        ))}
      </div>
      {isByPerson && (
        <p className={styles.who}>
          <span id={id}>{t.setByPerson}</span>
          <LinkButton aria-label={t.giveBackOf(name)} onClick={props.onGiveBack}>
            {t.giveBack}
          </LinkButton>
        </p>
      )}
    </fieldset>
  )
}
