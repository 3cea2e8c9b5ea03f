import { Check, Code, Download, Link as LinkIcon } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { AssetAttributes } from '../../contract/resources.ts'
import { fileName } from '../lib/asset-words.ts'
import { deliveryUrl, type RenderingSource, renderingUrl } from '../lib/rendering-url.ts'
import { Button, buttonClass, IconButton } from '../ui/Button.tsx'
import { copyText } from '../ui/copy-text.ts'
import { useToast } from '../ui/Toast.tsx'
import styles from './InfoPanel.module.css'
import { writeImgTag } from './img-tag.ts'

interface QuickActionsProps {
  source: RenderingSource | null
  asset: AssetAttributes
}

/** Take the address away, bare or as a tag with its alt text, or the file. */
export function QuickActions({ source, asset }: QuickActionsProps) {
  const toast = useToast()
  const [isCopied, setCopied] = useState(false)
  const path = asset.origin_path
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), 2_000)
    return () => clearTimeout(timer)
  }, [isCopied])
  if (!source) return null
  const url = deliveryUrl(source, path, location.href)
  const copy = (text: string, done: () => void) =>
    copyText(text).then(done, () =>
      toast({ text: `The browser did not allow copying. The address is ${url}` }),
    )
  return (
    <div className={styles.quick}>
      <Button size="small" onClick={() => copy(url, () => setCopied(true))}>
        {isCopied ? <Check size={14} aria-hidden /> : <LinkIcon size={14} aria-hidden />}
        <span role="status">{isCopied ? 'Copied' : 'Copy URL'}</span>
      </Button>
      <a
        className={buttonClass({ size: 'small' })}
        href={renderingUrl(source, path)}
        download={fileName(path)}
      >
        <Download size={14} aria-hidden />
        Download
      </a>
      <IconButton
        small
        className={styles.tag}
        label="Copy as HTML, with its alt text"
        onClick={() => copy(writeImgTag(url, asset), () => toast({ text: 'Copied the img tag' }))}
      >
        <Code size={14} aria-hidden />
      </IconButton>
    </div>
  )
}
