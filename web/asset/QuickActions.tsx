import { Check, Code, Copy, Download, Ellipsis, Eye, EyeOff, Link as LinkIcon } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { AssetAttributes } from '../../contract/resources.ts'
import { fileName } from '../lib/asset-words.ts'
import { useHidden } from '../lib/hidden-assets.ts'
import { deliveryUrl, type RenderingSource, shownUrl } from '../lib/rendering-url.ts'
import { t } from '../texts/asset.ts'
import { common } from '../texts/common.ts'
import { Button, buttonClass } from '../ui/Button.tsx'
import { copyText } from '../ui/copy-text.ts'
import { Menu, MenuItem, MenuLine } from '../ui/Menu.tsx'
import { useToast } from '../ui/Toast.tsx'
import styles from './InfoPanel.module.css'
import { writeImgTag } from './img-tag.ts'
import { PurgeItem } from './PurgeItem.tsx'
import { useCopy } from './use-copy.ts'

interface QuickActionsProps {
  source: RenderingSource | null
  asset: AssetAttributes
}

const COPIED_MS = 2_000

/** Take the address away, or the file; the menu has what else can be copied. */
export function QuickActions({ source, asset }: QuickActionsProps) {
  const toast = useToast()
  const [isCopied, setCopied] = useState(false)
  const path = asset.origin_path
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), COPIED_MS)
    return () => clearTimeout(timer)
  }, [isCopied])
  if (!source) return null
  const url = deliveryUrl(source, path, location.href)
  const copyUrl = () =>
    copyText(url).then(
      () => setCopied(true),
      () => toast({ text: t.notCopiedText(url) }),
    )
  return (
    <div className={styles.quick}>
      <Button size="small" pressedBy="copyUrl" onClick={copyUrl}>
        {isCopied ? <Check size={14} aria-hidden /> : <LinkIcon size={14} aria-hidden />}
        {isCopied ? common.copied : t.copyUrl}
      </Button>
      <span className="vh" role="status">
        {isCopied && common.copied}
      </span>
      <a
        className={buttonClass({ size: 'small' })}
        href={shownUrl(source, asset)}
        download={fileName(path)}
      >
        <Download size={14} aria-hidden />
        {t.download}
      </a>
      <MoreActions {...{ source, asset, url }} />
    </div>
  )
}

function MoreActions({ source, asset, url }: QuickActionsProps & { url: string }) {
  const copy = useCopy()
  const { isHidden, setHidden } = useHidden(asset, source)
  const { origin_path: path, alt_text: alt } = asset
  return (
    <Menu
      label={t.moreActions}
      button={<Ellipsis size={14} aria-hidden />}
      buttonClass={buttonClass({ size: 'small' })}
      alignEnd
    >
      <MenuItem onSelect={() => copy(path)}>
        <Copy size={16} aria-hidden /> {t.copyPath}
      </MenuItem>
      <MenuItem onSelect={() => copy(`${asset.source_id}${path}`)}>
        <Copy size={16} aria-hidden /> {t.copyId}
      </MenuItem>
      {alt && (
        <MenuItem onSelect={() => copy(alt)}>
          <Copy size={16} aria-hidden /> {t.copyAltText}
        </MenuItem>
      )}
      <MenuItem onSelect={() => copy(writeImgTag(url, asset), t.copiedTag)}>
        <Code size={16} aria-hidden /> {t.copyTag}
      </MenuItem>
      <MenuLine />
      <MenuItem onSelect={() => setHidden(!isHidden)}>
        {isHidden ? <Eye size={16} aria-hidden /> : <EyeOff size={16} aria-hidden />}{' '}
        {isHidden ? t.showHere : t.hideHere}
      </MenuItem>
      {source && <PurgeItem {...{ source, path }} />}
    </Menu>
  )
}
