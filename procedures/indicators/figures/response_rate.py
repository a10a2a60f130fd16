"""How many answer the survey: without it nobody can say what satisfaction is worth."""

from django.utils.translation import gettext_lazy as _

from procedures.indicators.registry import indicator
from procedures.indicators.results import FACTS, RESPONSES, Cell, Result, percentage, reduced, total
from procedures.indicators.scope import Scope


@indicator(
    "response_rate",
    label=_("Contestaron la encuesta"),
    unit=_("%"),
    explanation=_("De cada cien personas a quienes se ofreció la encuesta, cuántas contestaron."),
    order=130,
    public=True,
    better="higher",
)
def response_rate(scope: Scope) -> Result:
    """The percentage of answers, of the surveys offered in the same months.

    Known for the whole and by month only: an answer says its procedure or channel where a crowd
    shares it (`surveys.crowds`), so by those it would seem that fewer answered. The two live in
    tables that nothing joins (ARCHITECTURE rule 13), so this figure is two queries.
    """
    if scope.procedure or scope.source:
        return Result(Cell("", None, 0))
    columns = {"month": FACTS["month"]}
    offered = reduced(scope.invitations(), scope, total, columns=columns)
    given = reduced(scope.responses(), scope, total, columns=RESPONSES)

    def rate(invited: Cell, answers: Cell | None) -> Cell:
        answered = answers.count if answers else 0
        return Cell(invited.key, percentage(answered, invited.count), invited.count)

    return Result(
        rate(offered.whole, given.whole),
        {
            name: tuple(rate(cell, given.group(name).get(cell.key)) for cell in cells)
            for name, cells in offered.groups.items()
        },
    )
