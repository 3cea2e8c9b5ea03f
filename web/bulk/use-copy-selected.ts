import type { SelectionProps } from '../lib/library-parts.ts'
import { deliveryUrl } from '../lib/rendering-url.ts'
import { t } from '../texts/bulk.ts'
import { copyText } from '../ui/copy-text.ts'
import { useToast } from '../ui/Toast.tsx'

/** Copies what was selected one by one, one on each line; of a search nobody here knows all. */
export function useCopySelected({ selection, source }: SelectionProps) {
  const toast = useToast()
  return (what: 'URLs' | 'paths') => {
    if (selection.kind !== 'named') return
    const paths = [...selection.assets.keys()]
    const lines =
      what === 'paths' || !source
        ? paths
        : paths.map((path) => deliveryUrl(source, path, location.href))
    const said = what === 'paths' ? t.copiedPaths(lines.length) : t.copiedUrls(lines.length)
    copyText(lines.join('\n')).then(
      () => toast({ text: said }),
      () => toast({ text: t.notCopied }),
    )
  }
}
