import { t } from '../../texts/people.ts'
import { Button } from '../../ui/Button.tsx'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import dialogs from '../Dialogs.module.css'

interface HandOverProps {
  name: string
  email: string
  password: string
  onClose(): void
}

/** What somebody needs to sign in, shown this once. */
export function HandOver({ name, email, password, onClose }: HandOverProps) {
  const lines = [
    [t.address, location.origin],
    [t.email, email],
    [t.password, password],
  ]
  return (
    <div className={dialogs.dialog}>
      <h2>{t.handOver(name)}</h2>
      <p className="t2">{t.handOverText}</p>
      <CodeBlock
        title={location.host}
        text={lines.map(([label, value]) => `${label}: ${value}`).join('\n')}
      />
      <div className={dialogs.dialogEnd}>
        <Button variant="primary" data-autofocus onClick={onClose}>
          {t.done}
        </Button>
      </div>
    </div>
  )
}
