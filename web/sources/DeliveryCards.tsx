import type { Source } from '../lib/sources.ts'
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
      <Card title="Delivery">
        <FieldPairs>
          <FormField
            label="Name"
            required
            dir="auto"
            maxLength={200}
            autoComplete="off"
            {...text('name', 'name')}
          />
          <FormField
            label="Subdomains"
            hint="At least one; separate several by commas."
            required
            className="mono"
            spellCheck={false}
            autoComplete="off"
            {...text('subdomains', 'imgix_subdomains')}
          />
          <FormField
            label="Custom domains"
            hint="Point a CNAME here first. A domain belongs to one source only."
            className="mono"
            spellCheck={false}
            autoComplete="off"
            {...text('domains', 'custom_domains')}
          />
          <FormField
            label="Default parameters"
            hint="Added to every address that does not set them, such as auto=format,compress."
            className="mono"
            spellCheck={false}
            autoComplete="off"
            {...text('params', 'default_params')}
          />
        </FieldPairs>
      </Card>
      <Card title="Cache" text="How long browsers and CDNs may keep a rendered image.">
        <CacheRule value={value} onChange={onChange} />
        <FieldPairs>
          <FormField
            label="Days"
            type="number"
            min="0.00002"
            max="365"
            step="any"
            required
            {...text('ttlDays', 'cache_ttl_value')}
          />
          <FormField
            label="Keep errors for seconds"
            type="number"
            min="1"
            max="31536000"
            required
            {...text('errorSeconds', 'cache_ttl_error')}
          />
        </FieldPairs>
      </Card>
      <Card
        title="Signed addresses"
        text={
          isSigned
            ? 'A web proxy reaches any address, so it delivers only what is signed with its token.'
            : 'Refuses addresses that were not signed with this source’s token.'
        }
        end={
          <Switch
            label="Require signed addresses"
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
      <CodeBlock title="Token" text={token} />
      {isSigned && example && (
        <>
          <p className="small t2">
            {isProxy && 'The path is the whole address of the file, encoded as one part. '}
            The last parameter, s, is the MD5 of the token, the path and the parameters before it.
            imgix’s client libraries add it when they are given the token.
          </p>
          <CodeBlock title="What is signed" text={example.signed} />
          <CodeBlock title="Signed address" text={example.address} />
        </>
      )}
    </div>
  )
}

const RULES = [
  {
    value: 'respect_origin',
    label: 'Respect the origin',
    text: 'Its Cache-Control header counts; the days below where there is none.',
  },
  {
    value: 'enforce_minimum',
    label: 'Enforce a minimum',
    text: 'The origin wins when it asks for longer than the days below.',
  },
  {
    value: 'override_origin',
    label: 'Override the origin',
    text: 'Always the days below.',
  },
] as const

function CacheRule({ value, onChange }: Pick<DeliveryCardsProps, 'value' | 'onChange'>) {
  return (
    <div role="radiogroup" aria-label="Cache rule" className={styles.rules}>
      {RULES.map((rule) => (
        <div key={rule.value} className={styles.option}>
          <label className={styles.radio}>
            <input
              type="radio"
              name="ttl"
              checked={value.ttlBehavior === rule.value}
              onChange={() => onChange({ ...value, ttlBehavior: rule.value }, 'cache_ttl_behavior')}
            />
            <span>
              {rule.label}
              <small>{rule.text}</small>
            </span>
          </label>
        </div>
      ))}
    </div>
  )
}
