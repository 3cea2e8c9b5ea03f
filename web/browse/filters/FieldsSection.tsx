import { useQuery } from '@tanstack/react-query'
import { Plus, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { FieldCondition, FieldMatch } from '../../lib/browse-query.ts'
import { vocabularyQuery } from '../../lib/vocabulary.ts'
import { t } from '../../texts/filters.ts'
import { IconButton, LinkButton } from '../../ui/Button.tsx'
import { inputClass } from '../../ui/Field.tsx'
import styles from './FilterPanel.module.css'
import { DraftInput, TriState } from './parts.tsx'
import type { SectionProps } from './use-filter-panel.ts'

const MATCHES: readonly FieldMatch[] = ['contains', 'is', 'range', 'any', 'none']

const NEW: FieldCondition = { key: '', match: 'contains', value: '' }

/** Conditions one below the other; one that is not whole yet waits here, and is not searched for. */
export function FieldsSection({ query, set, slide }: SectionProps) {
  const { conditions, change } = useConditions(query.fields, (fields) => slide({ fields }))
  const keys = useQuery(vocabularyQuery('custom_field_keys')).data ?? []
  return (
    <>
      {conditions.map((condition, i) => (
        <Condition
          // biome-ignore lint/suspicious/noArrayIndexKey: a condition is its place; two may be alike
          key={i}
          condition={condition}
          keys={keys.map(({ name }) => name)}
          onChange={(next) => change(conditions.with(i, next))}
          onRemove={() => change(conditions.toSpliced(i, 1))}
        />
      ))}
      <LinkButton
        className="small"
        style={{ justifySelf: 'start', display: 'inline-flex', alignItems: 'center', gap: 4 }}
        onClick={() => change([...conditions, NEW])}
      >
        <Plus size={14} aria-hidden /> {t.addCondition}
      </LinkButton>
      <TriState
        label={t.whetherFields}
        value={query.hasFields}
        words={[t.anyOrNone, t.some, t.noneAtAll]}
        onChange={(hasFields) => set({ hasFields })}
      />
    </>
  )
}

/** A part of a value is looked for from three letters or digits in a row on. */
function isLongEnough(text: string): boolean {
  return /[\p{L}\p{N}]{3}/u.test(text)
}

function isWhole({ key, match, value }: FieldCondition): boolean {
  const isAsked = match === 'contains' ? isLongEnough(value) : !/^:?$/.test(value)
  return key !== '' && (match === 'any' || match === 'none' || isAsked)
}

/** The conditions of the address, and those that are still being made. */
function useConditions(
  fields: readonly FieldCondition[],
  commit: (fields: FieldCondition[]) => void,
) {
  const text = JSON.stringify(fields)
  const [conditions, setConditions] = useState<FieldCondition[]>([...fields])
  const sent = useRef(text)
  useEffect(() => {
    if (text === sent.current) return
    sent.current = text
    setConditions(JSON.parse(text))
  }, [text])
  return {
    conditions: conditions.length === 0 ? [NEW] : conditions,
    change: (next: FieldCondition[]) => {
      setConditions(next)
      const whole = next.filter(isWhole)
      const wanted = JSON.stringify(whole)
      if (wanted === sent.current) return
      sent.current = wanted
      commit(whole)
    },
  }
}

interface ConditionProps {
  condition: FieldCondition
  keys: readonly string[]
  onChange: (condition: FieldCondition) => void
  onRemove: () => void
}

function Condition({ condition, keys, onChange, onRemove }: ConditionProps) {
  const { key, match, value } = condition
  const isKnown = key === '' || keys.includes(key)
  const chooseMatch = (next: FieldMatch) => {
    const keeps = ['is', 'contains'].includes(next) && ['is', 'contains'].includes(match)
    onChange({ key, match: next, value: keeps ? value : '' })
  }
  return (
    <div className={styles.condition}>
      <select
        className={inputClass}
        aria-label={t.field}
        value={key}
        onChange={(event) => onChange({ ...condition, key: event.target.value })}
      >
        <option value="">{t.chooseField}</option>
        {!isKnown && <option>{key}</option>}
        {keys.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <IconButton small label={t.removeCondition} onClick={onRemove}>
        <X size={14} aria-hidden />
      </IconButton>
      <select
        className={inputClass}
        aria-label={t.condition}
        value={match}
        // One of MATCHES.
        onChange={(event) => chooseMatch(event.target.value as FieldMatch)}
      >
        {MATCHES.map((choice) => (
          <option key={choice} value={choice}>
            {t.matches[choice]}
          </option>
        ))}
      </select>
      {(match === 'is' || match === 'contains') && (
        <DraftInput
          label={t.value}
          hidesLabel
          placeholder={match === 'is' ? t.value : t.threeLetters}
          value={value}
          isGood={(text) => match === 'is' || isLongEnough(text)}
          onCommit={(text) => onChange({ ...condition, value: text })}
        />
      )}
      {match === 'range' && <Between {...{ condition, onChange }} />}
    </div>
  )
}

/** Numbers or days. */
function Between({ condition, onChange }: Pick<ConditionProps, 'condition' | 'onChange'>) {
  const [from = '', to = ''] = condition.value.split(':')
  const change = (low: string, high: string) => onChange({ ...condition, value: `${low}:${high}` })
  const isGood = (text: string) => /^(-?\d+(\.\d+)?|\d{4}-\d\d-\d\d)$/.test(text)
  return (
    <div className={styles.pair}>
      <DraftInput
        label={t.from}
        placeholder={t.fromExample}
        value={from}
        isGood={isGood}
        onCommit={(text) => change(text, to)}
      />
      <DraftInput
        label={t.to}
        placeholder={t.toExample}
        value={to}
        isGood={isGood}
        onCommit={(text) => change(from, text)}
      />
    </div>
  )
}
