import { useQuery } from '@tanstack/react-query'
import {
  Copy,
  Download,
  Ellipsis,
  Eraser,
  FileDown,
  FilePlus2,
  FileUp,
  History,
  Sparkles,
} from 'lucide-react'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { PurgeDialog } from '../asset/PurgeDialog.tsx'
import { duplicatesAddress } from '../lib/addresses.ts'
import { useAnalyzes } from '../lib/analysis.ts'
import { writeApiFilters } from '../lib/browse-query.ts'
import type { ResultTotal } from '../lib/result-total.ts'
import { sourceQuery } from '../lib/sources.ts'
import type { Library } from '../lib/use-library.ts'
import { useRights } from '../lib/use-rights.ts'
import { t as asset } from '../texts/asset.ts'
import { t } from '../texts/bulk.ts'
import { iconClass } from '../ui/Button.tsx'
import { Menu, MenuItem, MenuLine } from '../ui/Menu.tsx'
import { AddFileDialog } from './AddFileDialog.tsx'
import { AnalyzeDialog } from './AnalyzeDialog.tsx'
import { DownloadDialog } from './DownloadDialog.tsx'
import { ExportDialog } from './ExportDialog.tsx'
import { ImportDialog } from './ImportDialog.tsx'

type OpenDialog = 'download' | 'export' | 'import' | 'add' | 'analyze' | 'purge'

/** What is done with a whole search or source. */
export function LibraryMenu({ library, result }: { library: Library; result: ResultTotal | null }) {
  const [open, setOpen] = useState<OpenDialog | null>(null)
  const navigate = useNavigate()
  const { mayEdit, mayPurge } = useRights()
  const analyzes = useAnalyzes()
  const close = () => setOpen(null)
  const { sourceId, query } = library
  return (
    <>
      <Menu
        label={t.libraryMenu}
        button={<Ellipsis size={16} aria-hidden />}
        buttonClass={iconClass}
        alignEnd
      >
        {result && result.total > 0 && (
          <MenuItem onSelect={() => setOpen('download')}>
            <Download size={16} aria-hidden /> {t.downloadSearch}
          </MenuItem>
        )}
        <MenuItem onSelect={() => setOpen('export')}>
          <FileDown size={16} aria-hidden /> {t.exportSearch}
        </MenuItem>
        {mayEdit && (
          <MenuItem onSelect={() => setOpen('import')}>
            <FileUp size={16} aria-hidden /> {t.importMenu}
          </MenuItem>
        )}
        {mayEdit && (
          <MenuItem onSelect={() => setOpen('add')}>
            <FilePlus2 size={16} aria-hidden /> {t.addFileMenu}
          </MenuItem>
        )}
        {mayEdit && analyzes && result && result.total > 0 && (
          <MenuItem onSelect={() => setOpen('analyze')}>
            <Sparkles size={16} aria-hidden /> {t.analyzeSearch}
          </MenuItem>
        )}
        {mayPurge && (
          <MenuItem onSelect={() => setOpen('purge')}>
            <Eraser size={16} aria-hidden /> {asset.purgeMenu}
          </MenuItem>
        )}
        <MenuLine />
        <MenuItem onSelect={() => navigate(duplicatesAddress(sourceId, query))}>
          <Copy size={16} aria-hidden /> {t.duplicates}
        </MenuItem>
        <MenuItem onSelect={() => navigate(`/settings/bulk-edits?source=${sourceId}`)}>
          <History size={16} aria-hidden /> {t.bulkEdits}
        </MenuItem>
      </Menu>
      {open === 'export' && <ExportDialog {...{ library, result }} onClose={close} />}
      {open === 'download' && (
        <DownloadDialog
          sourceId={sourceId}
          chosen={{ query: writeApiFilters(query).toString() }}
          onClose={close}
        />
      )}
      {open === 'analyze' && result && (
        <AnalyzeDialog
          {...{ library, result }}
          source={null}
          selection={{ kind: 'search', ...result, excluded: new Set() }}
          filters={writeApiFilters(query).toString()}
          onSelectSearch={close}
          onClear={close}
          onClose={close}
        />
      )}
      {open === 'add' && <AddFileDialog library={library} onClose={close} />}
      {open === 'purge' && <Purge library={library} onClose={close} />}
      {open === 'import' && <ImportDialog sourceId={sourceId} onClose={close} />}
    </>
  )
}

function Purge({ library, onClose }: { library: Library; onClose: () => void }) {
  const { sourceId, query } = library
  const sourceName = useQuery(sourceQuery(sourceId)).data?.attributes.name ?? ''
  return <PurgeDialog {...{ sourceId, sourceName, onClose }} folder={query.folder} />
}
