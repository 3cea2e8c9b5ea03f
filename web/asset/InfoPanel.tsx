import { useQuery } from '@tanstack/react-query'
import { ImageOff, Maximize, MousePointer2, RotateCw, Server, X } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { Link } from 'react-router'
import type { AssetAttributes } from '../../contract/resources.ts'
import { assetAddress, libraryAddress } from '../lib/addresses.ts'
import { altText, aspectRatio, fileName, folderOf } from '../lib/asset-words.ts'
import { assetQuery } from '../lib/assets.ts'
import { type BrowseQuery, EMPTY_QUERY } from '../lib/browse-query.ts'
import { compareAddress } from '../lib/compared.ts'
import { describeFailure, hasStatus } from '../lib/failure-text.ts'
import type { RenderingSource } from '../lib/rendering-url.ts'
import type { Library } from '../lib/use-library.ts'
import { useRights } from '../lib/use-rights.ts'
import { t } from '../texts/asset.ts'
import { Button, IconButton } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { AlertsSection } from './AlertsSection.tsx'
import { AnalyzeButton } from './AnalyzeButton.tsx'
import { CategoriesSection } from './CategoriesSection.tsx'
import { ColorSection } from './ColorSection.tsx'
import { EditNotes } from './EditNotes.tsx'
import { FieldsSection } from './FieldsSection.tsx'
import { HistorySection } from './HistorySection.tsx'
import styles from './InfoPanel.module.css'
import { MetadataSection } from './MetadataSection.tsx'
import { QuickActions } from './QuickActions.tsx'
import { RefreshButton } from './RefreshButton.tsx'
import { SheetGrip } from './SheetGrip.tsx'
import { SimilarSection } from './SimilarSection.tsx'
import { TagsSection } from './TagsSection.tsx'
import { TextSection } from './TextSection.tsx'
import { TextsOfAsset } from './TextsOfAsset.tsx'
import { Thumbnail } from './Thumbnail.tsx'
import { useAssetEdits } from './use-asset-edits.ts'

interface InfoPanelProps {
  library: Library
  source: RenderingSource | null
  /** Origin path of the asset; null while nothing is selected. */
  path: string | null
  hasPreview?: boolean
  /** Stands above everything else, below the handle of a sheet. */
  tabs?: ReactNode
  onClose?: () => void
}

/** Everything about one asset, to be read, edited and searched for. */
export const InfoPanel = memo(function InfoPanel({ library, path, tabs, ...rest }: InfoPanelProps) {
  if (path === null) return <NothingSelected onClose={rest.onClose} />
  return (
    <>
      {rest.onClose && <SheetGrip onClose={rest.onClose} />}
      {tabs}
      <AssetPanel key={path} {...rest} library={library} path={path} />
    </>
  )
})

function NothingSelected({ onClose }: Pick<InfoPanelProps, 'onClose'>) {
  return (
    <>
      <header className={styles.head}>
        <div className={styles.title} />
        <CloseButton onClose={onClose} />
      </header>
      <Empty icon={MousePointer2} title={t.selectOne}>
        {t.selectOneText}
      </Empty>
    </>
  )
}

function CloseButton({ onClose }: Pick<InfoPanelProps, 'onClose'>) {
  if (!onClose) return null
  return (
    <IconButton small label={t.closePanel} onClick={onClose}>
      <X size={16} aria-hidden />
    </IconButton>
  )
}

function AssetPanel({
  library,
  source,
  path,
  hasPreview,
  onClose,
}: Omit<InfoPanelProps, 'tabs'> & { path: string }) {
  const { sourceId } = library
  const asset = useQuery(assetQuery(sourceId, path))
  const { mayRefresh } = useRights()
  const folder = folderOf(path)
  const { sort, view } = library.query
  const searchFor = (part: Partial<BrowseQuery>) =>
    libraryAddress(sourceId, { ...EMPTY_QUERY, sort, view, ...part })
  return (
    <>
      <header className={styles.head}>
        <div className={styles.title}>
          <h2>
            <bdi dir="ltr">{fileName(path)}</bdi>
          </h2>
          <Link title={folder} to={searchFor({ folder: folder === '/' ? null : folder })}>
            <bdi dir="ltr">{folder}</bdi>
          </Link>
        </div>
        {mayRefresh && <RefreshButton sourceId={sourceId} path={path} />}
        <AnalyzeButton sourceId={sourceId} path={path} />
        <CloseButton onClose={onClose} />
      </header>
      <div className={styles.scroll} aria-busy={asset.isPending}>
        {asset.data ? (
          <AssetDetails
            {...{ library, source, searchFor, hasPreview: hasPreview ?? false }}
            asset={asset.data.attributes}
          />
        ) : asset.isError ? (
          <PanelFailed failure={asset.error} onRetry={() => asset.refetch()} />
        ) : (
          <PanelSkeleton hasPreview={hasPreview ?? false} />
        )}
      </div>
    </>
  )
}

interface AssetDetailsProps {
  library: Library
  source: RenderingSource | null
  asset: AssetAttributes
  hasPreview: boolean
  searchFor: (part: Partial<BrowseQuery>) => string
}

function AssetDetails({ library, source, asset, hasPreview, searchFor }: AssetDetailsProps) {
  const edits = useAssetEdits(library.sourceId, asset.origin_path)
  return (
    <>
      <div className={styles.notes}>
        <EditNotes edits={edits} asset={asset} />
      </div>
      {hasPreview && <Preview {...{ library, source, asset }} />}
      <QuickActions {...{ source, asset }} />
      <TextsOfAsset {...{ asset, edits }} />
      <MetadataSection asset={asset} />
      <TagsSection {...{ asset, edits, searchFor }} />
      <CategoriesSection {...{ asset, edits, searchFor }} />
      <FieldsSection {...{ asset, edits, searchFor }} />
      <AlertsSection {...{ asset, edits }} />
      <TextSection {...{ asset, searchFor }} />
      <ColorSection {...{ asset, searchFor }} />
      <SimilarSection
        {...{ asset, source, searchFor, sourceId: library.sourceId }}
        addressOf={(path) => assetAddress(library.sourceId, path, library.query)}
        compareWith={(paths) =>
          compareAddress(library.sourceId, [asset.origin_path, ...paths], library.query)
        }
      />
      <HistorySection sourceId={library.sourceId} path={asset.origin_path} />
    </>
  )
}

const PREVIEW = { width: 312, height: 190 }

function Preview({
  library,
  source,
  asset,
}: Pick<AssetDetailsProps, 'library' | 'source' | 'asset'>) {
  const path = asset.origin_path
  return (
    <div className={styles.preview}>
      <span
        role="img"
        aria-label={altText(asset)}
        className={styles.still}
        style={{ aspectRatio: aspectRatio(asset) }}
      >
        <Thumbnail asset={asset} source={source} {...PREVIEW} />
      </span>
      <Link
        className={styles.enlarge}
        to={assetAddress(library.sourceId, path, library.query)}
        state={{ isInside: true }}
        aria-label={t.openDetail}
      >
        <Maximize size={14} aria-hidden />
      </Link>
    </div>
  )
}

function PanelFailed({ failure, onRetry }: { failure: Error; onRetry: () => void }) {
  if (hasStatus(failure, 404)) {
    return (
      <Empty icon={ImageOff} tone="warn" title={t.notHere}>
        {t.notHereText}
      </Empty>
    )
  }
  const { title, text } = describeFailure(failure)
  return (
    <Empty
      icon={Server}
      tone="danger"
      title={title}
      actions={
        <Button onClick={onRetry}>
          <RotateCw size={16} aria-hidden /> {t.tryAgain}
        </Button>
      }
    >
      {text}
    </Empty>
  )
}

function PanelSkeleton({ hasPreview }: { hasPreview: boolean }) {
  return (
    <div className={styles.skeleton}>
      {hasPreview && <Skeleton width="100%" height={190} />}
      <Skeleton width="100%" height={28} />
      {[70, 90, 80, 60, 85, 40].map((percent) => (
        <Skeleton key={percent} width={`${percent}%`} height={14} />
      ))}
    </div>
  )
}
