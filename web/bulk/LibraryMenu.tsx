import { Copy, Download, Ellipsis, FileUp, History, Sparkles } from 'lucide-react'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { duplicatesAddress } from '../lib/addresses.ts'
import { writeApiFilters } from '../lib/browse-query.ts'
import type { ResultTotal } from '../lib/result-total.ts'
import type { Library } from '../lib/use-library.ts'
import { useRights } from '../lib/use-rights.ts'
import { iconClass } from '../ui/Button.tsx'
import { Menu, MenuItem, MenuLine } from '../ui/Menu.tsx'
import { AnalyzeDialog } from './AnalyzeDialog.tsx'
import { ExportDialog } from './ExportDialog.tsx'
import { ImportDialog } from './ImportDialog.tsx'

/** What is done with a whole search or source. */
export function LibraryMenu({ library, result }: { library: Library; result: ResultTotal | null }) {
  const [open, setOpen] = useState<'export' | 'import' | 'analyze' | null>(null)
  const navigate = useNavigate()
  const { mayEdit } = useRights()
  const close = () => setOpen(null)
  const { sourceId, query } = library
  return (
    <>
      <Menu
        label="Export, import, analyse, duplicates, bulk edits"
        button={<Ellipsis size={16} aria-hidden />}
        buttonClass={iconClass}
        alignEnd
      >
        <MenuItem onSelect={() => setOpen('export')}>
          <Download size={16} aria-hidden /> Export this search…
        </MenuItem>
        {mayEdit && (
          <MenuItem onSelect={() => setOpen('import')}>
            <FileUp size={16} aria-hidden /> Import metadata…
          </MenuItem>
        )}
        {mayEdit && result && result.total > 0 && (
          <MenuItem onSelect={() => setOpen('analyze')}>
            <Sparkles size={16} aria-hidden /> Analyse this search again…
          </MenuItem>
        )}
        <MenuLine />
        <MenuItem onSelect={() => navigate(duplicatesAddress(sourceId, query))}>
          <Copy size={16} aria-hidden /> Duplicates
        </MenuItem>
        <MenuItem onSelect={() => navigate(`/settings/bulk-edits?source=${sourceId}`)}>
          <History size={16} aria-hidden /> Bulk edits
        </MenuItem>
      </Menu>
      {open === 'export' && <ExportDialog {...{ library, result }} onClose={close} />}
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
      {open === 'import' && <ImportDialog sourceId={sourceId} onClose={close} />}
    </>
  )
}
