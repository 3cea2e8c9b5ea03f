import { useEffect } from 'react'
import { t } from '../texts/ui.ts'

/** Names the page in the tab, the history and for a screen reader: "Sources – Vitrine". */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? t.pageTitle(title) : 'Vitrine'
  }, [title])
}
