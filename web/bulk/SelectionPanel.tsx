import { Download, Link as LinkIcon, X } from 'lucide-react'
import { useState } from 'react'
import panelStyles from '../asset/InfoPanel.module.css'
import { PanelSection } from '../asset/PanelSection.tsx'
import { Thumbnail } from '../asset/Thumbnail.tsx'
import { folderOf } from '../lib/asset-words.ts'
import type { TileAsset } from '../lib/assets.ts'
import { formatBytes } from '../lib/format.ts'
import type { SelectionProps } from '../lib/library-parts.ts'
import { selectedBytes, selectionTrouble, writeSelection } from '../lib/selection.ts'
import { useRights } from '../lib/use-rights.ts'
import { t } from '../texts/bulk.ts'
import { Button, IconButton, LinkButton } from '../ui/Button.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { countAssets } from './bulk-words.ts'
import { DownloadDialog } from './DownloadDialog.tsx'
import { FieldDialog } from './FieldDialog.tsx'
import { LabelsDialog } from './LabelsDialog.tsx'
import styles from './SelectionPanel.module.css'
import type { SelectedFacts, Shared, SharedField } from './selected-facts.ts'
import { useCopySelected } from './use-copy-selected.ts'
import { useSelectedFacts } from './use-selected-facts.ts'

type Open = 'tags' | 'categories' | 'fields' | 'download'

/** What several selected assets have in common, in place of the details of one. */
export function SelectionPanel(props: SelectionProps) {
  const [open, setOpen] = useState<Open | null>(null)
  const { facts, isPending } = useSelectedFacts(props)
  const { mayEdit } = useRights()
  const close = () => setOpen(null)
  return (
    <>
      <header className={panelStyles.head}>
        <div className={panelStyles.title}>
          <h2>{t.assetsSelected(countAssets(props.selection))}</h2>
          <Where {...props} />
        </div>
        <IconButton small label={t.clearSelection} onClick={props.onClear}>
          <X size={16} aria-hidden />
        </IconButton>
      </header>
      <div className={panelStyles.scroll} aria-busy={isPending}>
        <Stills {...props} />
        <QuickActions {...props} onDownload={() => setOpen('download')} />
        <Words
          title={t.tagsInCommon}
          name="tags in common"
          action={t.editTags}
          shared={facts?.tags}
          facts={facts}
          isPending={isPending}
          onAct={mayEdit ? () => setOpen('tags') : undefined}
        />
        <Words
          title={t.categoriesInCommon}
          name="categories in common"
          action={t.editCategories}
          shared={facts?.categories}
          facts={facts}
          isPending={isPending}
          onAct={mayEdit ? () => setOpen('categories') : undefined}
        />
        <Fields
          fields={facts?.fields ?? null}
          of={facts?.of ?? 0}
          onAct={mayEdit ? () => setOpen('fields') : undefined}
        />
        {mayEdit && <p className={styles.foot}>{t.editsHere(countAssets(props.selection))}</p>}
      </div>
      {open === 'download' && (
        <DownloadDialog
          sourceId={props.library.sourceId}
          chosen={writeSelection(props.selection, props.filters)}
          onClose={close}
        />
      )}
      {open === 'fields' && <FieldDialog {...props} onClose={close} />}
      {(open === 'tags' || open === 'categories') && (
        <LabelsDialog {...props} kind={open} onClose={close} />
      )}
    </>
  )
}

function QuickActions({ onDownload, ...props }: SelectionProps & { onDownload: () => void }) {
  const copy = useCopySelected(props)
  const { selection } = props
  if (selectionTrouble(selection) !== null) return null
  return (
    <div className={panelStyles.quick}>
      {selection.kind === 'named' && (
        <Button size="small" onClick={() => copy('URLs')}>
          <LinkIcon size={14} aria-hidden /> {t.copyUrls(selection.assets.size)}
        </Button>
      )}
      <Button size="small" onClick={onDownload}>
        <Download size={14} aria-hidden /> {t.download}
      </Button>
    </div>
  )
}

function Where({ selection }: SelectionProps) {
  const bytes = selectedBytes(selection)
  if (selection.kind === 'search' || bytes === null) {
    return <span className={styles.where}>{t.chosenBySearch}</span>
  }
  const folders = new Set([...selection.assets.keys()].map(folderOf))
  return <span className={styles.where}>{t.bytesInFolders(formatBytes(bytes), folders.size)}</span>
}

const MOST_STILLS = 10

/** The first of them; a panel is no second grid. */
function Stills({ selection, source }: SelectionProps) {
  if (selection.kind === 'search') return null
  const shown: TileAsset[] = []
  for (const asset of selection.assets.values()) {
    if (shown.push(asset) === MOST_STILLS) break
  }
  return (
    <div className={styles.stills} aria-hidden>
      {shown.map((asset) => (
        <span key={asset.origin_path} className={styles.still}>
          <Thumbnail asset={asset} source={source} width={56} height={56} square />
        </span>
      ))}
    </div>
  )
}

interface WordsProps {
  title: string
  /** Under which the section is remembered. */
  name: string
  action: string
  shared: Shared[] | undefined
  facts: SelectedFacts | null
  isPending: boolean
  onAct: (() => void) | undefined
}

const MOST_WORDS = 24

function Words({ title, name: section, action, shared, facts, isPending, onAct }: WordsProps) {
  return (
    <PanelSection
      title={title}
      name={section}
      action={
        onAct && (
          <LinkButton aria-label={action} onClick={onAct}>
            {t.edit}
          </LinkButton>
        )
      }
    >
      {isPending && <Skeleton width="70%" height={26} />}
      {!isPending && !facts && <p className={styles.none}>{t.tooMany}</p>}
      {shared?.length === 0 && <p className={styles.none}>{t.none}</p>}
      <ul className={styles.words}>
        {shared?.slice(0, MOST_WORDS).map(({ name, count }) => (
          <li key={name} className={styles.word}>
            <span className="truncate">{name}</span>
            <small>{(facts?.isEstimate ? t.aboutOfAll : t.ofAll)(count, facts?.of ?? 0)}</small>
          </li>
        ))}
      </ul>
    </PanelSection>
  )
}

interface FieldsProps {
  fields: SharedField[] | null
  of: number
  onAct: (() => void) | undefined
}

function Fields({ fields, of, onAct }: FieldsProps) {
  return (
    <PanelSection
      title={t.fieldsInCommon}
      name="custom fields in common"
      action={
        onAct && (
          <LinkButton aria-label={t.editFields} onClick={onAct}>
            {t.edit}
          </LinkButton>
        )
      }
    >
      {(!fields || fields.length === 0) && (
        <p className={styles.none}>{fields ? t.none : t.notLookedAt}</p>
      )}
      <dl className={styles.fields}>
        {fields?.map(({ key, values, count }) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>
              {values.length > 1 ? t.mixed(values.length) : values[0]}
              {count < of && <small> {t.emptyOn(of - count)}</small>}
            </dd>
          </div>
        ))}
      </dl>
    </PanelSection>
  )
}
