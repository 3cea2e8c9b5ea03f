import type { Source } from '../lib/sources.ts'
import { t } from '../texts/sources.ts'
import { CodeBlock } from '../ui/CodeBlock.tsx'
import { FieldPairs, FormField, Switch } from '../ui/FormField.tsx'
import { Card } from '../ui/Page.tsx'
import { signedExample } from './addresses.ts'
import type { Delivery, FieldErrors } from './source-form.ts'
import styles from './sources.module.css'

interface DeliveryCardsProps {
  source: Source
  /** A web proxy delivers nothing that is not signed. */
  isSigned: boolean
  value: Delivery
  /** @param member what was changed, as the API names it */
  onChange: (value: Delivery, member: string) => void
  errors: FieldErrors
}

/** Name and hosts, cache, signed addresses: how a source delivers. */
export function DeliveryCards({ source, isSigned, value, onChange, errors }: DeliveryCardsProps) {
  const text = (key: Exclude<keyof Delivery, 'secure' | 'ttlBehavior'>, member: string) => ({
    value: value[key],
    error: errors[member],
    onChange: (event: { target: { value: string } }) =>
      onChange({ ...value, [key]: event.target.value }, member),
  })
  return (
    <>
      <Card title={t.delivery}>
        <FieldPairs>
          <FormField
            label={t.name}
            required
            dir="auto"
            maxLength={200}
            autoComplete="off"
            {...text('name', 'name')}
          />
          <FormField
            label={t.subdomains}
            hint={t.subdomainsHint}
            required
            className="mono"
            spellCheck={false}
            autoComplete="off"
            {...text('subdomains', 'imgix_subdomains')}
          />
          <FormField
            label={t.domains}
            hint={t.domainsHint}
            className="mono"
            spellCheck={false}
            autoComplete="off"
            {...text('domains', 'custom_domains')}
          />
          <FormField
            label={t.params}
            hint={t.paramsHint}
            className="mono"
            spellCheck={false}
            autoComplete="off"
            {...text('params', 'default_params')}
          />
        </FieldPairs>
      </Card>
      <Card title={t.cache} text={t.cacheText}>
        <CacheRule value={value} onChange={onChange} />
        <FieldPairs>
          <FormField
            label={t.days}
            type="number"
            min="0.00002"
            max="365"
            step="any"
            required
            {...text('ttlDays', 'cache_ttl_value')}
          />
          <FormField
            label={t.errorSeconds}
            type="number"
            min="1"
            max="31536000"
            required
            {...text('errorSeconds', 'cache_ttl_error')}
          />
        </FieldPairs>
      </Card>
      <Card
        title={t.signed}
        text={isSigned ? t.signedProxy : t.signedText}
        end={
          <Switch
            label={t.requireSigned}
            checked={value.secure || isSigned}
            disabled={isSigned}
            onChange={(event) =>
              onChange({ ...value, secure: event.target.checked }, 'secure_url_enabled')
            }
          />
        }
      >
        <SigningHelp source={source} isSigned={isSigned || value.secure} />
      </Card>
    </>
  )
}

/** How an address is signed, with one that is. */
function SigningHelp({ source, isSigned }: { source: Source; isSigned: boolean }) {
  const { secure_url_token: token } = source.attributes
  const example = signedExample(source.attributes, location.href)
  if (!token) return null
  const isProxy = source.attributes.deployment.type === 'webproxy'
  return (
    <div className={styles.stack}>
      <CodeBlock title={t.token} text={token} />
      {isSigned && example && (
        <>
          <p className="small t2">{isProxy ? `${t.proxyPath} ${t.signingText}` : t.signingText}</p>
          <CodeBlock title={t.whatIsSigned} text={example.signed} />
          <CodeBlock title={t.signedAddress} text={example.address} />
        </>
      )}
    </div>
  )
}

const RULES = ['respect_origin', 'enforce_minimum', 'override_origin'] as const

function CacheRule({ value, onChange }: Pick<DeliveryCardsProps, 'value' | 'onChange'>) {
  return (
    <div role="radiogroup" aria-label={t.cacheRule} className={styles.rules}>
      {RULES.map((rule) => (
        <div key={rule} className={styles.option}>
          <label className={styles.radio}>
            <input
              type="radio"
              name="ttl"
              checked={value.ttlBehavior === rule}
              onChange={() => onChange({ ...value, ttlBehavior: rule }, 'cache_ttl_behavior')}
            />
            <span>
              {t.rules[rule]}
              <small>{t.ruleTexts[rule]}</small>
            </span>
          </label>
        </div>
      ))}
    </div>
  )
}
