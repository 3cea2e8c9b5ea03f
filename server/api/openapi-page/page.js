// Search: an endpoint stays when it holds every word. Without this script the page is whole, but unfiltered.
const search = document.querySelector('#search')

function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean)
  let shown = 0
  for (const article of document.querySelectorAll('article[data-words]')) {
    const fits = words.every((word) => article.dataset.words.includes(word))
    article.hidden = !fits
    const link = document.querySelector(`[data-operation="${article.id}"]`)
    if (link) link.hidden = !fits
    if (fits) shown += 1
  }
  for (const group of document.querySelectorAll('section.group')) {
    group.hidden =
      group.querySelector('[data-words]:not([hidden]), [data-operation]:not([hidden])') === null
  }
  document.querySelector('#nothing').hidden = shown > 0
}

search.addEventListener('input', filter)
search.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return
  search.value = ''
  filter()
})
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.target === search) return
  event.preventDefault()
  search.focus()
})
