import { Plug } from 'lucide-react'
import { useId, useState } from 'react'
import type { AnalysisSettings } from '../../../contract/analysis.ts'
import { providerName } from '../../lib/analysis-providers.ts'
import { describeFailure, hasStatus } from '../../lib/failure-text.ts'
import { t } from '../../texts/analysis.ts'
import { common } from '../../texts/common.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Switch } from '../../ui/FormField.tsx'
import { Card } from '../../ui/Page.tsx'
import styles from './Analysis.module.css'
import { CheckResult } from './CheckResult.tsx'
import { Whereabouts } from './FeatureRows.tsx'
import { ProviderFields } from './ProviderFields.tsx'
import type { ProviderKey } from './provider-form.ts'
import { FEATURES, hostOf, isAskedFor } from './settings-change.ts'
import { useProviderForm } from './use-provider-form.ts'

interface ProviderCardProps {
  provider: ProviderKey
  settings: AnalysisSettings
  text: string
}

/** One provider: on or off, what it needs to know, and a try. What was typed stays until it is saved. */
export function ProviderCard({ provider, settings, text }: ProviderCardProps) {
  const form = useProviderForm(settings, provider)
  const name = providerName(provider)
  const { enabled } = settings.providers[provider]
  const [isOpen, setOpen] = useState(enabled)
  const id = useId()
  const toggle = async () => {
    // Not switched off meanwhile, which would take the focus away.
    if (form.isSaving) return
    const isDone = await form.save({ enabled: !enabled })
    // What is missing can only be seen in the open form.
    setOpen(!isDone || !enabled)
  }
  return (
    <Card
      title={name}
      text={text}
      end={<Switch label={t.ask(name)} checked={enabled} onChange={toggle} />}
    >
      <div className={styles.provider}>
        <div className={styles.row}>
          <ProviderWhereabouts {...{ provider, settings }} />
          <Button
            size="small"
            variant="quiet"
            aria-label={isOpen ? t.foldOne(name) : t.setUpOne(name)}
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? t.fold : t.setUp}
          </Button>
        </div>
        {isOpen && (
          <form
            id={id}
            aria-label={name}
            noValidate
            className={styles.form}
            onSubmit={(event) => {
              event.preventDefault()
              form.save()
            }}
          >
            {form.failure && <SaveFailure failure={form.failure} />}
            <ProviderFields {...{ provider, settings, form }} />
            <div className={styles.buttons}>
              <Button
                busy={form.check.isPending}
                disabled={form.check.isPending || form.isSaving}
                onClick={form.saveAndCheck}
              >
                <Plug size={16} aria-hidden /> {form.isChanged ? t.saveAndTry : t.try}
              </Button>
              <span className={styles.room} />
              {form.isChanged && (
                <Button variant="quiet" onClick={form.reset}>
                  {t.dropChanges}
                </Button>
              )}
              <Button
                type="submit"
                variant="primary"
                busy={form.isSaving}
                disabled={!form.isChanged || form.isSaving}
              >
                {common.save}
              </Button>
            </div>
          </form>
        )}
        <CheckResult check={form.check} />
      </div>
    </Card>
  )
}

/** Before it is switched on: where pictures would go. */
function ProviderWhereabouts({ provider, settings }: Omit<ProviderCardProps, 'text'>) {
  const host = hostOf(settings, provider)
  const isAsked = settings.providers[provider].enabled
  if (host === null) {
    return provider === 'openai' ? (
      <span className="small t3">{t.notSetUp}</span>
    ) : (
      <Whereabouts hosts={[]} />
    )
  }
  if (settings.sends_pictures_to.includes(host)) return <Whereabouts hosts={[host]} />
  if (!isAsked) return <span className="small t3">{t.onceOn(host)}</span>
  const isOn =
    settings.mode !== 'off' && FEATURES.some((one) => isAskedFor(settings, one, provider))
  return isOn ? <Whereabouts hosts={[]} /> : <span className="small t3">{t.askedForNothing}</span>
}

function SaveFailure({ failure }: { failure: Error }) {
  const { title, text } = describeFailure(failure)
  return hasStatus(failure, 412) ? (
    <Banner tone="warn" title={t.othersChanged}>
      {t.typedIsKept}
    </Banner>
  ) : (
    <Banner tone="danger" title={t.nothingChanged(title)}>
      {text}
    </Banner>
  )
}
