import { useState } from 'react'

export type Theme = 'system' | 'light' | 'dark'

/** Read before the first paint by public/before-paint.js, as plain text. */
const KEY = 'vitrine-theme'

/** The chosen theme; `system` follows the operating system. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(readTheme)
  const change = (next: Theme) => {
    setTheme(next)
    if (next === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = next
    try {
      if (next === 'system') localStorage.removeItem(KEY)
      else localStorage.setItem(KEY, next)
    } catch {
      // Where storage is forbidden the choice lasts as long as the page.
    }
  }
  return [theme, change]
}

function readTheme(): Theme {
  const theme = document.documentElement.dataset.theme
  return theme === 'light' || theme === 'dark' ? theme : 'system'
}
