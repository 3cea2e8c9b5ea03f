import type { AssetAttributes, AssetPatch } from '../../contract/resources.ts'
import { applyPatch, describePart, describePatch } from '../lib/asset-edits.ts'
import { describeFailure } from '../lib/failure-text.ts'
import { t } from '../texts/asset.ts'
import { t as lib } from '../texts/lib.ts'
import { allOf } from '../texts/plural.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'
import type { Conflict } from './edit-notes.ts'
import type { AssetEdits } from './use-asset-edits.ts'

/** What is to be said about the last edit and about reading the asset. */
export function EditNotes({ edits, asset }: { edits: AssetEdits; asset: AssetAttributes }) {
  const { conflict, unsaved } = edits
  return (
    <>
      {asset.status === 'error' && (
        <Banner tone="danger" title={t.couldNotBeRead}>
          {t.couldNotBeReadText(asset.error && lib.said(asset.error))}
        </Banner>
      )}
      {conflict && <ConflictNote conflict={conflict} edits={edits} />}
      {unsaved && (
        <Banner
          tone="danger"
          title={t.yoursNotSaved(describePatch(unsaved.patch))}
          actions={
            <>
              <Button size="small" onClick={() => edits.save(unsaved.patch)}>
                {t.saveAgain}
              </Button>
              <Button size="small" variant="quiet" onClick={edits.drop}>
                {t.dropIt}
              </Button>
            </>
          }
        >
          {t.yours(
            describeFailure(unsaved.failure).text,
            listParts(applyPatch(asset, unsaved.patch), unsaved.patch),
          )}
        </Banner>
      )}
    </>
  )
}

function ConflictNote({ conflict, edits }: { conflict: Conflict; edits: AssetEdits }) {
  const { mine, merged, theirs } = conflict
  return (
    <Banner
      tone="warn"
      title={t.someoneElse}
      actions={
        <>
          <Button size="small" onClick={() => edits.save(merged)}>
            {t.saveMineToo}
          </Button>
          <Button size="small" variant="quiet" onClick={edits.drop}>
            {t.keepTheirs}
          </Button>
        </>
      }
    >
      {t.theirs(listParts(theirs, mine))}
      <br />
      {t.yoursKept(listParts(applyPatch(theirs, mine), mine))}
    </Banner>
  )
}

function listParts(asset: AssetAttributes, patch: AssetPatch): string {
  const parts = Object.keys(patch) as (keyof AssetPatch)[]
  return allOf(parts.map((part) => t.quoted(describePart(asset, part))))
}
