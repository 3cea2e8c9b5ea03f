// Before the first paint, so that nothing flashes; a file of its own, so that no inline script is
// needed. The name of the key is repeated in lib/theme.ts.
try {
  const theme = localStorage.getItem('vitrine-theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage may be forbidden; then the system decides.
}
