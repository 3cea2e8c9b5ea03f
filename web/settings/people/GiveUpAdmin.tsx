import { t } from '../../texts/people.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import dialogs from '../Dialogs.module.css'

/** Whoever takes the right to manage users from themselves cannot give it back. */
export function GiveUpAdmin({ onConfirm, onClose }: { onConfirm(): void; onClose(): void }) {
  return (
    <Dialog label={t.giveUpTitle} onClose={onClose}>
      <div className={dialogs.dialog}>
        <h2>{t.giveUpTitle}</h2>
        <p className="t2">{t.giveUpText}</p>
        <div className={dialogs.dialogEnd}>
          <Button data-autofocus onClick={onClose}>
            {t.stayAdmin}
          </Button>
          <Button className={dialogs.delete} onClick={onConfirm}>
            {t.giveUp}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
