import { useMutation } from '@tanstack/react-query'
import { Plug } from 'lucide-react'
import type { AnalysisSettings } from '../../../contract/analysis.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Page.tsx'
import styles from './Analysis.module.css'
import { checkProvider } from './analysis-calls.ts'
import { CheckResult } from './CheckResult.tsx'
import { ProviderCard } from './ProviderCard.tsx'

/** Who can be asked, what each needs to know, and whether it works. */
export function ProviderCards({ settings }: { settings: AnalysisSettings }) {
  return (
    <section className={styles.stack} aria-labelledby="providers">
      <h2 id="providers" className={styles.heading}>
        Who can be asked
      </h2>
      <BuiltinCard mode={settings.mode} />
      <ProviderCard
        provider="openai"
        settings={settings}
        text="A model that sees, behind an OpenAI-compatible address: Ollama, vLLM, LM Studio or OpenAI itself. Tags, content alerts, alt text."
      />
      <ProviderCard
        provider="google"
        settings={settings}
        text="Tags, faces, all five content alerts, text in images, and alt text made of them. Google bills each picture."
      />
      <ProviderCard
        provider="transformers"
        settings={settings}
        text="Models of transformers.js, on this server. Tags and alerts of your own words, better alt text, search by words."
      />
    </section>
  )
}

const MODES: Record<AnalysisSettings['mode'], string> = {
  full: 'Comes with Vitrine and needs nothing. Everything but the Violent, Medical and Spoof alerts.',
  light:
    'Comes with Vitrine. The operator has chosen its light form: faster, less exact, and without text in images.',
  off: 'Comes with Vitrine. The operator has switched analysis off.',
}

function BuiltinCard({ mode }: Pick<AnalysisSettings, 'mode'>) {
  const check = useMutation({ mutationFn: () => checkProvider('builtin') })
  return (
    <Card
      title="Built in"
      text={MODES[mode]}
      end={
        mode !== 'off' && (
          <Button
            size="small"
            aria-label="Try Built in"
            busy={check.isPending}
            disabled={check.isPending}
            onClick={() => check.mutate()}
          >
            <Plug size={14} aria-hidden /> Try
          </Button>
        )
      }
    >
      <CheckResult check={check} />
    </Card>
  )
}
