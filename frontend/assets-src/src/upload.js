// One file at a time, as soon as it is chosen: a bad line loses one file and never the form.
// Without this script the same button, "Subir", sends them with the page.
const TRIES = 3 // again by itself, when the line breaks
const PAUSE = 4000 // milliseconds before trying again

for (const form of new Set([...document.querySelectorAll('[data-upload]')].map((box) => box.closest('form')))) {
  let queue = Promise.resolve()
  let busy = 0
  let wanted = null // the button pressed while files were still on their way
  let told = null // where words are said

  for (const box of form.querySelectorAll('[data-upload]')) {
    const words = box.dataset
    const list = box.querySelector('ul')
    const status = box.querySelector('[role=status]')
    const say = (...parts) => { status.textContent = parts.join(' ') }
    box.querySelector('[name=subir]').hidden = true

    const add = (file) => {
      const row = box.querySelector('template').content.firstElementChild.cloneNode(true)
      const [name, bar, again, stop] = row.children
      let request = null
      let left = TRIES
      let timer = 0
      let finish
      name.textContent = file.name
      const failed = (sentence) => {
        bar.hidden = true
        again.hidden = false
        row.dataset.failed = ''
        name.textContent = sentence.includes(file.name) ? sentence : `${file.name}: ${sentence}`
        say(name.textContent)
        finish()
      }
      const send = () => {
        request = new XMLHttpRequest()
        const body = new FormData()
        body.append('csrfmiddlewaretoken', form.elements.csrfmiddlewaretoken.value)
        body.append('subir', words.upload)
        body.append(words.upload, file)
        request.open('POST', form.getAttribute('action') || location.href)
        request.setRequestHeader('Accept', 'application/json')
        request.responseType = 'json'
        request.upload.onprogress = (event) => { bar.value = event.loaded / event.total }
        request.onload = () => {
          if (request.status >= 500) return request.onerror() // busy for a moment: as a lost line
          const answer = request.response || {}
          if (!answer.row) return failed(answer.problem || words.lost)
          if (answer.only) list.replaceChildren(row)
          row.outerHTML = answer.row
          say(words.done, file.name)
          finish()
        }
        request.onerror = () => {
          if (left--) timer = setTimeout(send, PAUSE)
          else failed(words.lost)
        }
        request.send(body)
      }
      const start = () => {
        busy++
        queue = queue.then(() => new Promise((resolve) => {
          finish = () => {
            busy--
            resolve()
            if (!busy && wanted) form.requestSubmit(wanted)
          }
          if (!row.isConnected) return finish()
          if (file.size > words.most * 1048576) return failed(words.large)
          say(words.sending, file.name)
          send()
        }))
      }
      again.onclick = () => {
        bar.hidden = false
        again.hidden = true
        delete row.dataset.failed
        left = TRIES
        start()
      }
      stop.onclick = () => {
        const waiting = !('failed' in row.dataset) && request
        clearTimeout(timer)
        if (waiting) request.abort()
        row.remove()
        list.hidden = !list.children.length
        say()
        if (waiting) finish()
      }
      list.append(row)
      list.hidden = false
      start()
    }

    for (const input of box.querySelectorAll('[type=file]')) {
      input.onchange = () => {
        told = { say, words };
        [...input.files].forEach(add)
        input.value = ''
      }
    }
  }

  form.addEventListener('submit', (event) => {
    const lost = form.querySelector('[data-upload] [data-failed]')
    wanted = null
    if (!busy && !lost) return
    event.preventDefault()
    if (busy) wanted = event.submitter
    told.say(busy ? told.words.wait : told.words.left)
    if (lost) lost.querySelector('button').focus()
  })
}
