"""How long a form takes, told before anybody begins.

The formula: each question counts the seconds of its type, a question that not everybody is asked
counts half, the questions of a repeating group count twice (two rows), and the last step (whom to
tell, the notice, the person's word) and checking everything count two minutes. The sum is told in
whole steps of five minutes, upwards: being done sooner than told annoys nobody.

The seconds are estimates of ours, to be put right with what people really take.
"""

from __future__ import annotations

from .fields.base import Field
from .form import Form

SECONDS = {
    "choice": 10,
    "multi_choice": 15,
    "yes_no": 5,
    "checkbox": 5,
    "text": 15,
    "textarea": 90,
    "address": 90,
    "location": 60,
    "file": 60,
    "info": 10,
    "calculated": 0,
    "account_number": 40,  # to be looked for on a bill
    "meter_number": 40,
    "cadastral_key": 40,
    "curp": 40,
    "rfc": 30,
}
OTHERWISE = 20
LAST_STEPS = 120
ROWS = 2
STEP = 5  # minutes


def minutes_to_answer(form: Form) -> int:
    """Minutes somebody takes who has the papers at hand, in steps of five."""
    total = float(LAST_STEPS)
    for section in form.sections:
        for item in section.fields:
            seldom = section.condition is not None or item.condition is not None
            total += _seconds(item) * (0.5 if seldom else 1)
    return STEP * max(1, -(-int(total) // (60 * STEP)))


def _seconds(item: Field) -> float:
    inner = sum(_seconds(one) * (0.5 if one.condition is not None else 1) for one in item.fields)
    return ROWS * inner if item.fields else float(SECONDS.get(item.type.name, OTHERWISE))
