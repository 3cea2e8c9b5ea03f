import { Check, Copy, Download, Lock } from 'lucide-react'
import { Fragment, type ReactNode, useEffect, useState } from 'react'
import { fileName } from '../lib/asset-words.ts'
import { shownUrl } from '../lib/rendering-url.ts'
import { t } from '../texts/delivery.ts'
import { Button, buttonClass, IconButton } from '../ui/Button.tsx'
import { copyText } from '../ui/copy-text.ts'
import { useToast } from '../ui/Toast.tsx'
import styles from './DeliveryPanel.module.css'
import {
  type Delivered,
  htmlOf,
  markdownOf,
  responsiveHtmlOf,
  splitUrl,
  urlOf,
} from './snippets.ts'

interface UrlBoxProps {
  delivered: Delivered
  /** Of the file as it is known. */
  etag: string
  contentType: string
}

/** The address as it is handed out, and what to take away: what is seen is exactly what is copied. */
export function UrlBox({ delivered, etag, contentType }: UrlBoxProps) {
  const url = urlOf(delivered)
  const { host, path, query } = splitUrl(url)
  const { source, path: origin_path, params } = delivered
  return (
    <section className={styles.out} aria-label={t.deliveryUrl}>
      <div className={styles.url} dir="ltr">
        <b>{host}</b>
        <Breakable text={path} />
        <em>
          <Breakable text={query} />
        </em>
        <CopyButton text={url} label={t.copyUrl} isIcon />
      </div>
      <p className={styles.under}>
        {source.secureUrlToken && (
          <>
            <Lock size={12} aria-hidden /> {t.signed}
          </>
        )}
        {source.customDomain && <span>{t.ownDomain}</span>}
      </p>
      <div className={styles.take}>
        <CopyButton text={htmlOf(delivered)} label={t.html} />
        <CopyButton text={responsiveHtmlOf(delivered)} label={t.srcset} />
        <CopyButton text={markdownOf(delivered)} label={t.markdown} />
        <a
          className={buttonClass({ size: 'small' })}
          href={shownUrl(source, { origin_path, etag }, params)}
          download={downloadName(delivered.path, contentType)}
        >
          <Download size={14} aria-hidden /> {t.download}
        </a>
      </div>
    </section>
  )
}

/** Lines end between folders and between parameters rather than in their words. */
function Breakable({ text }: { text: string }) {
  return text.split(/(?<=[/&])/).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of an address never change places
    <Fragment key={index}>
      {part}
      <wbr />
    </Fragment>
  ))
}

const ENDINGS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/avif': 'avif',
  'image/gif': 'gif',
}

/** Named after the original, with the ending of what it is now. */
function downloadName(path: string, contentType: string): string {
  const name = fileName(path)
  const ending = ENDINGS[contentType]
  return ending ? `${name.replace(/\.[^.]+$/, '')}.${ending}` : name
}

function CopyButton({
  text,
  label,
  isIcon = false,
}: {
  text: string
  label: string
  isIcon?: boolean
}) {
  const toast = useToast()
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), 2_000)
    return () => clearTimeout(timer)
  }, [isCopied])
  const copy = () =>
    copyText(text).then(
      () => {
        setCopied(true)
        toast({ text: t.copied(label) })
      },
      () => toast({ text: t.copyRefused(text) }),
    )
  const icon: ReactNode = isCopied ? (
    <Check size={14} aria-hidden />
  ) : (
    <Copy size={14} aria-hidden />
  )
  if (isIcon) {
    return (
      <IconButton small className={styles.copy} label={label} onClick={copy}>
        {icon}
      </IconButton>
    )
  }
  return (
    <Button size="small" aria-label={t.copyAs(label)} onClick={copy}>
      {icon} {label}
    </Button>
  )
}
