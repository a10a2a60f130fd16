// What is typed is kept on the server whenever a field is left, and again when the line comes back.
for (const form of document.querySelectorAll('[data-keep]')) {
  const status = document.getElementById(form.dataset.keep)
  let pending = false
  const keep = async () => {
    const body = new FormData(form)
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name)
    body.append('guardar', '1')
    try {
      const answer = await fetch(location.href, { method: 'POST', body, headers: { Accept: 'application/json' } })
      pending = !answer.ok
    } catch {
      pending = true
    }
    status.textContent = pending ? status.dataset.lost : status.dataset.kept
  }
  form.addEventListener('change', (event) => { if (event.target.type !== 'file') keep() })
  addEventListener('online', () => { if (pending) keep() })
}
