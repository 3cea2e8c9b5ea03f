import {
  Captions,
  Ellipsis,
  ExternalLink,
  Eye,
  EyeOff,
  Hash,
  Link as LinkIcon,
  RefreshCw,
  Route,
  SlidersHorizontal,
  Sparkles,
} from 'lucide-react'
import { PurgeItem } from '../asset/PurgeItem.tsx'
import { useAnalyze } from '../asset/use-analyze.ts'
import { useRefresh } from '../asset/use-refresh.ts'
import { useAnalyzes } from '../lib/analysis.ts'
import { deliveryUrl, type RenderingSource } from '../lib/rendering-url.ts'
import { useRights } from '../lib/use-rights.ts'
import { t } from '../texts/detail.ts'
import { iconClass } from '../ui/Button.tsx'
import { copyText } from '../ui/copy-text.ts'
import { useShortcut } from '../ui/keys.ts'
import { Menu, MenuItem, MenuLine } from '../ui/Menu.tsx'
import { useToast } from '../ui/Toast.tsx'

interface DetailMenuProps {
  sourceId: string
  path: string
  source: RenderingSource | null
  /** Address of the file itself. */
  original: string | null
  /** null: nobody has said anything. */
  altText: string | null
  hiding: { isHidden: boolean; toggle: () => void } | null
  /** null where nothing can be rendered. */
  onEdit: (() => void) | null
}

/** What else can be done with the asset: take its words and addresses away, look at it anew. */
export function DetailMenu({ sourceId, path, source, original, ...props }: DetailMenuProps) {
  const { altText, hiding, onEdit } = props
  const { mayEdit, mayRefresh } = useRights()
  const copy = useCopy()
  const analyze = useAnalyze(sourceId, path)
  const analyzes = useAnalyzes()
  const refresh = useRefresh(sourceId, path)
  const copyUrl = () => source && copy(t.url, deliveryUrl(source, path, location.href))
  useShortcut('copyUrl', () => copyUrl(), source !== null)
  useShortcut('refresh', () => refresh.mutate(), mayRefresh)
  return (
    <Menu
      label={t.more}
      alignEnd
      buttonClass={iconClass ?? ''}
      button={<Ellipsis size={16} aria-hidden />}
    >
      {source && (
        <MenuItem onSelect={copyUrl}>
          <LinkIcon size={16} aria-hidden /> {t.copyUrl}
        </MenuItem>
      )}
      <MenuItem onSelect={() => copy(t.path, path)}>
        <Route size={16} aria-hidden /> {t.copyPath}
      </MenuItem>
      <MenuItem onSelect={() => copy(t.id, `${sourceId}${path}`)}>
        <Hash size={16} aria-hidden /> {t.copyId}
      </MenuItem>
      {altText && (
        <MenuItem onSelect={() => copy(t.altText, altText)}>
          <Captions size={16} aria-hidden /> {t.copyAltText}
        </MenuItem>
      )}
      <MenuLine />
      {onEdit && (
        <MenuItem onSelect={onEdit}>
          <SlidersHorizontal size={16} aria-hidden /> {t.editDelivery}
        </MenuItem>
      )}
      {original && (
        <MenuItem onSelect={() => open(original, '_blank', 'noopener')}>
          <ExternalLink size={16} aria-hidden /> {t.openOriginal}
        </MenuItem>
      )}
      {hiding && (
        <MenuItem onSelect={hiding.toggle}>
          {hiding.isHidden ? <Eye size={16} aria-hidden /> : <EyeOff size={16} aria-hidden />}
          {hiding.isHidden ? t.show : t.hide}
        </MenuItem>
      )}
      {mayRefresh && (
        <MenuItem onSelect={() => refresh.mutate()}>
          <RefreshCw size={16} aria-hidden /> {t.refresh}
        </MenuItem>
      )}
      {source && <PurgeItem {...{ source, path }} />}
      {mayEdit && analyzes && (
        <MenuItem onSelect={() => analyze.mutate()}>
          <Sparkles size={16} aria-hidden /> {t.analyzeAgain}
        </MenuItem>
      )}
    </Menu>
  )
}

function useCopy() {
  const toast = useToast()
  return (what: string, text: string) =>
    copyText(text).then(
      () => toast({ text: t.copied(what) }),
      () => toast({ text: t.copyRefused(text) }),
    )
}
