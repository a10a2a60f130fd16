// Shortcuts of the inbox and of a case. Only a shorter way: everything is reachable with Tab and Enter.
const OFF = 'ventanilla-sin-atajos'
const dialog = document.getElementById('atajos')
const choice = document.querySelector('[data-shortcuts-switch]')
const hint = document.querySelector('[data-shortcuts-hint]')
const way = (name) => document.querySelector(`[data-shortcut="${name}"]`)

const on = () => localStorage.getItem(OFF) === null
const show = () => { choice.checked = on() }

choice.addEventListener('change', () => {
  if (choice.checked) localStorage.removeItem(OFF)
  else localStorage.setItem(OFF, '1')
  show()
})
show()
hint.hidden = false
hint.querySelector('[data-shortcuts-open]').addEventListener('click', () => dialog.showModal())

// The link of the next row takes the focus, so that Enter opens it and screen readers say it.
function move (step) {
  const rows = [...document.querySelectorAll('[data-row]')]
  const here = rows.findIndex((row) => row.contains(document.activeElement))
  const next = rows[here < 0 ? (step > 0 ? 0 : rows.length - 1) : here + step]
  next?.querySelector('a').focus()
}

const ticks = () => [...document.querySelectorAll('[data-row] [name="folio"]')]
const all = document.querySelector('[data-tick-all]')
if (all) {
  all.hidden = false
  all.addEventListener('change', () => ticks().forEach((tick) => { tick.checked = all.checked }))
}

const deeds = {
  '/': () => { way('search')?.focus(); way('search')?.select() },
  j: () => move(1),
  k: () => move(-1),
  x: () => document.activeElement.closest('[data-row]')?.querySelector('[name="folio"]')?.click(),
  n: () => way('n')?.click(),
  p: () => way('p')?.click(),
  u: () => way('u')?.click(),
  '?': () => dialog.showModal()
}

document.addEventListener('keydown', (event) => {
  const typing = event.target.closest('input:not([type="checkbox"]), textarea, select, dialog')
  const deed = deeds[event.key]
  if (!deed || !on() || typing || event.ctrlKey || event.metaKey || event.altKey) return
  event.preventDefault()
  deed()
})
