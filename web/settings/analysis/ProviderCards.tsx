import { useMutation } from '@tanstack/react-query'
import { Plug } from 'lucide-react'
import type { AnalysisSettings } from '../../../contract/analysis.ts'
import { providerName } from '../../lib/analysis-providers.ts'
import { t } from '../../texts/analysis.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Page.tsx'
import styles from './Analysis.module.css'
import { checkProvider } from './analysis-calls.ts'
import { CheckResult } from './CheckResult.tsx'
import { ProviderCard } from './ProviderCard.tsx'

const PROVIDERS = ['openai', 'google', 'transformers'] as const

/** Who can be asked, what each needs to know, and whether it works. */
export function ProviderCards({ settings }: { settings: AnalysisSettings }) {
  return (
    <section className={styles.stack} aria-labelledby="providers">
      <h2 id="providers" className={styles.heading}>
        {t.whoCanBeAsked}
      </h2>
      <BuiltinCard mode={settings.mode} />
      {PROVIDERS.map((provider) => (
        <ProviderCard
          key={provider}
          provider={provider}
          settings={settings}
          text={t.providers[provider]}
        />
      ))}
    </section>
  )
}

function BuiltinCard({ mode }: Pick<AnalysisSettings, 'mode'>) {
  const check = useMutation({ mutationFn: () => checkProvider('builtin') })
  return (
    <Card
      title={providerName('builtin')}
      text={t.builtin[mode]}
      end={
        mode !== 'off' && (
          <Button
            size="small"
            aria-label={t.tryProvider(providerName('builtin'))}
            busy={check.isPending}
            disabled={check.isPending}
            onClick={() => check.mutate()}
          >
            <Plug size={14} aria-hidden /> {t.try}
          </Button>
        )
      }
    >
      <CheckResult check={check} />
    </Card>
  )
}
