import { t } from '../../texts/people.ts'
import { Button } from '../../ui/Button.tsx'
import { DialogForm } from '../../ui/DialogForm.tsx'

/** Whoever takes the right to manage users from themselves cannot give it back. */
export function GiveUpAdmin({ onConfirm, onClose }: { onConfirm(): void; onClose(): void }) {
  return (
    <DialogForm
      label={t.giveUpTitle}
      onSubmit={onConfirm}
      onClose={onClose}
      actions={
        <>
          <Button data-autofocus onClick={onClose}>
            {t.stayAdmin}
          </Button>
          <Button type="submit" variant="danger">
            {t.giveUp}
          </Button>
        </>
      }
    >
      <p className="t2">{t.giveUpText}</p>
    </DialogForm>
  )
}
