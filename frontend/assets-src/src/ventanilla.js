// Progressive enhancement only: every page works without this file.
import { Button, CharacterCount, ErrorSummary, SkipLink } from 'govuk-frontend'
import './upload.js'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')

for (const Component of [ErrorSummary, CharacterCount, SkipLink]) {
  for (const element of document.querySelectorAll(`[data-module="${Component.moduleName}"]`)) {
    try {
      new Component(element)
    } catch (problem) {
      console.error(problem)
    }
  }
}

// A second press of "Enviar" within a second is a slip of the hand, never a second filing.
for (const button of document.querySelectorAll('form[method="post"] button.govuk-button')) {
  new Button(button, { preventDoubleClick: true })
}

for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => window.print())
}

for (const element of document.querySelectorAll('[data-copy]')) {
  element.hidden = !navigator.clipboard
  element.addEventListener('click', async () => {
    await navigator.clipboard.writeText(element.dataset.copy)
    element.textContent = element.dataset.done
  })
}

for (const button of document.querySelectorAll('[data-locate]')) {
  button.hidden = !navigator.geolocation
  button.addEventListener('click', () => {
    const inputs = button.dataset.locate.split(' ').map((id) => document.getElementById(id))
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => [coords.latitude, coords.longitude].forEach((degrees, at) => { inputs[at].value = degrees.toFixed(6) }),
      () => { button.textContent = button.dataset.failed }
    )
  })
}
