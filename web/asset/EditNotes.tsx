import type { AssetAttributes, AssetPatch } from '../../contract/resources.ts'
import { applyPatch, describePart, describePatch } from '../lib/asset-edits.ts'
import { describeFailure } from '../lib/failure-text.ts'
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
        <Banner tone="danger" title="This file could not be read">
          {asset.error ?? 'The reason is not known.'} It can still be downloaded.
        </Banner>
      )}
      {conflict && <ConflictNote conflict={conflict} edits={edits} />}
      {unsaved && (
        <Banner
          tone="danger"
          title={`Your ${describePatch(unsaved.patch)} not saved`}
          actions={
            <>
              <Button size="small" onClick={() => edits.save(unsaved.patch)}>
                Save again
              </Button>
              <Button size="small" variant="quiet" onClick={edits.drop}>
                Drop it
              </Button>
            </>
          }
        >
          {describeFailure(unsaved.failure).text} Yours:{' '}
          {listParts(applyPatch(asset, unsaved.patch), unsaved.patch)}.
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
      title="Someone else changed this asset."
      actions={
        <>
          <Button size="small" onClick={() => edits.save(merged)}>
            Save mine too
          </Button>
          <Button size="small" variant="quiet" onClick={edits.drop}>
            Keep theirs
          </Button>
        </>
      }
    >
      Theirs, as shown below: {listParts(theirs, mine)}
      <br />
      Yours, kept here: {listParts(applyPatch(theirs, mine), mine)}
    </Banner>
  )
}

function listParts(asset: AssetAttributes, patch: AssetPatch): string {
  const parts = Object.keys(patch) as (keyof AssetPatch)[]
  return parts.map((part) => `“${describePart(asset, part)}”`).join(', ')
}
