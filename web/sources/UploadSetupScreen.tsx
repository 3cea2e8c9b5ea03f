import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { RightCheck, RightName, SourceTypeAttributes } from '../../contract/resources.ts'
import { describeFailure } from '../lib/failure-text.ts'
import { formatLimit } from '../lib/format.ts'
import { translated } from '../lib/server-words.ts'
import { fillTemplate, placeOf, prefixOf } from '../lib/source-types.ts'
import { describeSource, forgetSources, type Source } from '../lib/sources.ts'
import { t } from '../texts/sources.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button, buttonClass } from '../ui/Button.tsx'
import { CodeBlock } from '../ui/CodeBlock.tsx'
import { joinClasses } from '../ui/classes.ts'
import { Switch } from '../ui/FormField.tsx'
import { KindTile } from '../ui/KindTile.tsx'
import { Card, Page, Stats } from '../ui/Page.tsx'
import { useToast } from '../ui/Toast.tsx'
import { ConnectionTester } from './ConnectionTester.tsx'
import { CredentialsForm } from './CredentialsForm.tsx'
import { changeSource, setCorsRule } from './source-calls.ts'
import styles from './sources.module.css'
import { Troubles } from './Troubles.tsx'
import steps from './UploadSetupScreen.module.css'
import { WithSource } from './WithSource.tsx'

/** The one-time setup of uploads, step by step for the provider at hand. */
export function UploadSetupScreen() {
  return (
    <WithSource title={t.setup}>
      {(source, type) => <SetupPage key={source.id} source={source} type={type} />}
    </WithSource>
  )
}

function SetupPage({ source, type }: { source: Source; type: SourceTypeAttributes }) {
  const { name, uploads } = source.attributes
  return (
    <Page
      title={t.setupTitle}
      text={t.setupText}
      crumbs={[
        { label: t.sources, to: '/settings/sources' },
        { label: name, to: `/settings/sources/${source.id}` },
      ]}
    >
      <div className={styles.split}>
        <div className={styles.stack}>
          <Troubles sources={[source]} />
          {type.upload_setup ? (
            <SetupSteps source={source} type={type} setup={type.upload_setup} />
          ) : (
            <Banner tone="info" title={t.noUploadsTo(describeSource(source).name)}>
              {uploads.reason ?? t.readOnlyPlace}
            </Banner>
          )}
        </div>
        <aside>
          <Facts source={source} type={type} />
          <OverwriteCard source={source} />
        </aside>
      </div>
    </Page>
  )
}

interface StepsProps {
  source: Source
  type: SourceTypeAttributes
  setup: NonNullable<SourceTypeAttributes['upload_setup']>
}

function SetupSteps({ source, type, setup }: StepsProps) {
  const { deployment, uploads } = source.attributes
  const values = {
    origin: location.origin,
    bucket: placeOf(deployment),
    prefix: prefixOf(deployment),
  }
  const needsKey = type.upload_members.length > 0
  const hasKey = !needsKey || uploads.credentials !== null
  const isRight = (right: RightName) => isFine(uploads.checks, right)
  const isTested = uploads.allowed && (['write', 'cors'] as const).every(isRight)
  const later = hasKey ? 'now' : 'later'
  const { policy, cors } = setup
  const place = describeSource(source).name
  return (
    <ol className={steps.steps}>
      {needsKey && (
        <Step title={t.makeKey} state={hasKey ? 'done' : 'now'}>
          <p>{translated(setup.why)}</p>
          <NumberedList texts={setup.steps.map((text) => fillTemplate(translated(text), values))} />
          {policy && (
            <CodeBlock title={translated(policy.title)} text={fillTemplate(policy.text, values)} />
          )}
        </Step>
      )}
      {needsKey && (
        <Step title={t.enterKey} state={hasKey ? 'done' : 'now'}>
          <p>{t.enterKeyText}</p>
          <CredentialsForm source={source} type={type} />
        </Step>
      )}
      {cors && (
        <Step title={t.letBrowser} state={hasKey && isRight('cors') ? 'done' : later}>
          <p>{t.letBrowserText(place)}</p>
          <NumberedList texts={cors.steps.map((text) => fillTemplate(translated(text), values))} />
          <CodeBlock title={translated(cors.title)} text={fillTemplate(cors.text, values)} />
          {hasKey && <SetCorsRule source={source} />}
        </Step>
      )}
      <Step title={t.testTitle} state={isTested ? 'done' : later}>
        <p>{t.testText}</p>
        <TestCard source={source} disabled={!hasKey} />
      </Step>
    </ol>
  )
}

function isFine(checks: readonly RightCheck[] | null, wanted: RightName): boolean {
  const found = checks?.find(({ right }) => right === wanted)
  return found?.state === 'ok' || found?.state === 'not_needed'
}

function Step({
  title,
  state,
  children,
}: {
  title: string
  state: 'done' | 'now' | 'later'
  children: ReactNode
}) {
  return (
    <li className={joinClasses(steps.step, steps[state])}>
      <span className={steps.number} aria-hidden>
        {state === 'done' && <Check size={14} />}
      </span>
      <div className={styles.stack}>
        <h2>{title}</h2>
        {children}
      </div>
    </li>
  )
}

function NumberedList({ texts }: { texts: string[] }) {
  return (
    <ol className={steps.list}>
      {texts.map((text) => (
        <li key={text} dir="auto">
          {text}
        </li>
      ))}
    </ol>
  )
}

function SetCorsRule({ source }: { source: Source }) {
  const setting = useMutation({ mutationFn: () => setCorsRule(source.id) })
  return (
    <div className={styles.stack}>
      <div className={styles.row}>
        <Button busy={setting.isPending} onClick={() => setting.mutate()}>
          {t.setRule}
        </Button>
        <span className="small t3">{t.setRuleText}</span>
      </div>
      <div aria-live="polite">
        {setting.isSuccess && <p className="small">{t.ruleIsSet}</p>}
        {setting.error && (
          <Banner tone="warn" title={t.ruleNotSet}>
            {t.ruleByHand(describeFailure(setting.error).text)}
          </Banner>
        )}
      </div>
    </div>
  )
}

function TestCard({ source, disabled }: { source: Source; disabled: boolean }) {
  const client = useQueryClient()
  const { uploads } = source.attributes
  return (
    <Card>
      <ConnectionTester
        part="uploading"
        read={() => ({ source_id: source.id })}
        known={uploads.checks}
        disabled={disabled}
        onTested={() => forgetSources(client)}
      >
        {uploads.allowed && (
          <Link className={buttonClass({ variant: 'primary' })} to={`/s/${source.id}`}>
            {t.start}
          </Link>
        )}
      </ConnectionTester>
    </Card>
  )
}

function Facts({ source, type }: { source: Source; type: SourceTypeAttributes }) {
  const { deployment, uploads } = source.attributes
  const most = uploads.max_bytes ?? type.max_upload_bytes
  const kind = describeSource(source)
  return (
    <Card>
      <div className={styles.place}>
        <KindTile {...kind} large />
        <div>
          <b>{kind.name}</b>
          <div className="small t3">{placeOf(deployment)}</div>
        </div>
      </div>
      <Stats
        rows={[
          [t.largestFile, most === null ? t.noLimit : formatLimit(most)],
          [t.corsRule, type.needs_cors ? t.needed : t.notNeeded],
          ...(uploads.allowed
            ? [[t.bytesGo, uploads.way === 'direct' ? t.straight : t.throughVitrine] as const]
            : []),
        ]}
      />
    </Card>
  )
}

function OverwriteCard({ source }: { source: Source }) {
  const client = useQueryClient()
  const toast = useToast()
  const { uploads } = source.attributes
  const switching = useMutation({
    mutationFn: (allows_overwrite: boolean) =>
      changeSource(client, source.id, { allows_overwrite }),
    onError: (failure) => toast({ text: t.notChanged(describeFailure(failure).text) }),
  })
  if (uploads.way === 'none') return null
  return (
    <Card
      title={t.replacing}
      text={t.replacingText}
      end={
        <Switch
          label={t.mayReplace}
          checked={uploads.allows_overwrite}
          disabled={switching.isPending}
          onChange={(event) => switching.mutate(event.target.checked)}
        />
      }
    />
  )
}
