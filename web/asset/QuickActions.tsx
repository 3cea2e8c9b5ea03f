import { Check, Download, Link as LinkIcon } from 'lucide-react'
import { useEffect, useState } from 'react'
import { fileName } from '../lib/asset-words.ts'
import { deliveryUrl, type RenderingSource, renderingUrl } from '../lib/rendering-url.ts'
import { Button, buttonClass } from '../ui/Button.tsx'
import { copyText } from '../ui/copy-text.ts'
import { useToast } from '../ui/Toast.tsx'
import styles from './InfoPanel.module.css'

/** Take the address away, or the file. */
export function QuickActions({ source, path }: { source: RenderingSource | null; path: string }) {
  const toast = useToast()
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), 2_000)
    return () => clearTimeout(timer)
  }, [isCopied])
  if (!source) return null
  const copy = () => {
    const url = deliveryUrl(source, path, location.href)
    copyText(url).then(
      () => setCopied(true),
      () => toast({ text: `The browser did not allow copying. The address is ${url}` }),
    )
  }
  return (
    <div className={styles.quick}>
      <Button size="small" onClick={copy}>
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
    </div>
  )
}
