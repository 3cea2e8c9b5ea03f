import type { AssetAttributes } from '../../contract/resources.ts'
import { describeAltSource } from '../lib/asset-words.ts'
import { useRights } from '../lib/use-rights.ts'
import { t } from '../texts/asset.ts'
import { EditableText } from '../ui/EditableText.tsx'
import styles from './InfoPanel.module.css'
import type { AssetEdits } from './use-asset-edits.ts'

/** What people write about an asset; who may not write reads it. */
export function TextsOfAsset({ asset, edits }: { asset: AssetAttributes; edits: AssetEdits }) {
  const { mayEdit } = useRights()
  if (!mayEdit) return <ReadTexts asset={asset} />
  return (
    <div className={styles.texts}>
      <EditableText
        label={t.name}
        value={asset.name}
        placeholder={t.addName}
        onSave={(name) => edits.save({ name })}
      />
      <EditableText
        label={t.description}
        pressedBy="editDescription"
        value={asset.description}
        placeholder={t.addDescription}
        lines
        onSave={(description) => edits.save({ description })}
      />
      <EditableText
        label={t.altText}
        aside={describeAltSource(asset)}
        value={asset.alt_text}
        placeholder={t.addAltText}
        lines
        onSave={(alt_text) => edits.save({ alt_text })}
      />
    </div>
  )
}

function ReadTexts({ asset }: { asset: AssetAttributes }) {
  const texts = [
    [t.name, asset.name],
    [t.description, asset.description],
    [t.altText, asset.alt_text],
  ] as const
  return (
    <dl className={styles.texts}>
      {texts.map(
        ([label, text]) =>
          text && (
            <div key={label} className={styles.read}>
              <dt>{label}</dt>
              <dd>{text}</dd>
            </div>
          ),
      )}
    </dl>
  )
}
