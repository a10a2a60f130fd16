// Pages of the desk that change by themselves. Only a shorter way: each has a link, or says what
// it says when it is loaded.

// A job that goes on is looked at again, unless somebody is in the middle of something.
const job = document.querySelector('[data-reload]')
if (job) {
  setInterval(() => {
    const busy = document.activeElement && document.activeElement !== document.body
    if (!document.hidden && !busy) location.reload()
  }, job.dataset.reload * 1000)
}

// Who else has this case open. Where it cannot be asked, what was said stays.
const present = document.querySelector('[data-present]')
if (present) {
  const token = document.querySelector('[name=csrfmiddlewaretoken]')
  const look = async () => {
    if (document.hidden || !token) return
    try {
      const answer = await fetch(present.dataset.present, {
        method: 'POST', headers: { 'X-CSRFToken': token.value, Accept: 'application/json' }
      })
      const { said } = answer.ok ? await answer.json() : {}
      if (said !== undefined && said !== present.textContent) present.textContent = said
    } catch { /* away: the next look may do */ }
  }
  setInterval(look, present.dataset.every * 1000)
  document.addEventListener('visibilitychange', look)
}
