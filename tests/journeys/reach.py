"""Whether all that a page offers can be seen and touched on the screen somebody has."""

from __future__ import annotations

from tests.journeys.browser import Visitor

_OUT_OF_REACH = """() => {
  const found = []
  const over = document.documentElement.scrollWidth - innerWidth
  if (over > 0) found.push(`the page scrolls sideways by ${over} pixels`)
  const all = 'a[href], button, input:not([type=hidden]), select, textarea, summary'
  for (const one of document.querySelectorAll(all)) {
    if (!one.checkVisibility({ visibilityProperty: true }) || one.tabIndex < 0) continue
    if (one.matches('.govuk-skip-link')) continue
    one.scrollIntoView({ block: 'center', behavior: 'instant' })
    const box = one.getClientRects()[0]
    const name = one.outerHTML.slice(0, 120)
    if (!box || box.width < 1 || box.left < -1 || box.right > innerWidth + 1) {
      found.push(`cut off: ${name}`)
      continue
    }
    const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)
    const own = hit && (one.contains(hit) || hit.contains(one) || hit.control === one)
    if (!own) found.push(`covered: ${name}`)
  }
  scrollTo(0, 0)
  return found
}"""


def in_reach(visitor: Visitor) -> None:
    """Everything on the page can be seen and touched, and nothing on it complained."""
    wrong = [*visitor.page.evaluate(_OUT_OF_REACH), *visitor.problems]
    assert wrong == [], f"{visitor.page.url}: {wrong}"
