// Before the first paint, so that nothing flashes; a file of its own, so that no inline script is needed.
// The names of the keys are repeated in lib/theme.ts and texts/language.ts.

function readChoice(key) {
  try {
    return localStorage.getItem(key)
  } catch {
    // Storage may be forbidden; then the system decides.
    return null
  }
}

const theme = readChoice('vitrine-theme')
if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme

// The texts of another language come together with the program, not after it.
const { texts } = document.currentScript.dataset
if (texts) {
  const files = { en: null, ...JSON.parse(texts) }
  const choice = readChoice('vitrine-language')
  const preferred = navigator.languages.map((tag) => tag.toLowerCase().split('-')[0])
  const language = Object.hasOwn(files, choice ?? '')
    ? choice
    : preferred.find((one) => Object.hasOwn(files, one))
  const file = files[language ?? 'en']
  if (file) {
    const link = document.createElement('link')
    Object.assign(link, { rel: 'modulepreload', href: file })
    document.head.append(link)
  }
}

// A program that cannot be loaded cannot say so itself. Such an error does not bubble.
addEventListener(
  'error',
  ({ target }) => {
    const isProgram = target instanceof HTMLScriptElement || target instanceof HTMLLinkElement
    if (isProgram && document.getElementById('start')) {
      document.documentElement.dataset.start = 'failed'
    }
  },
  true,
)
