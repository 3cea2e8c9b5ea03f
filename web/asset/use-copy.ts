import { cutMiddle } from '../lib/format.ts'
import { t } from '../texts/asset.ts'
import { copyText } from '../ui/copy-text.ts'
import { useToast } from '../ui/Toast.tsx'

const LONGEST_SHOWN = 60

/** Puts a text on the clipboard and says so; where the browser forbids it the text is shown to be marked by hand. */
export function useCopy(): (text: string, said?: string) => Promise<void> {
  const toast = useToast()
  return (text, said) =>
    copyText(text).then(
      () => toast({ text: said ?? t.copiedWhat(cutMiddle(text, LONGEST_SHOWN)) }),
      () => toast({ text: t.notCopiedText(text) }),
    )
}
