"""Views kept by name: whose they are, who may share and change them, what they never keep."""

from __future__ import annotations

import pytest

from backend.accounts.actors import ANONYMOUS, Actor
from procedures.casework.desk.columns import COLUMNS, USUAL, chosen
from procedures.casework.desk.filters import FILTERS, ORDERINGS, read_filters
from procedures.casework.desk.models import SavedView
from procedures.casework.desk.saved_views import (
    MOST,
    areas_shared_by,
    change_view,
    choose_columns,
    choose_first,
    delete_view,
    find_view,
    may_change,
    preference_of,
    save_view,
    views_of,
)
from procedures.requests.errors import Invalid, NotAllowed, NotFound
from procedures.requests.filtering import Filterable
from tests.factories import staff

pytestmark = pytest.mark.django_db
QUERY = {"tab": "area", "phase": "open", "ordering": "-folio", "answer[falla]": "otro"}
HERE = "comercializacion"


@pytest.fixture
def boss() -> Actor:
    return staff(f"supervisor@{HERE}")


@pytest.fixture
def clerk() -> Actor:
    return staff(f"reviewer@{HERE}")


def names(actor: Actor) -> list[str]:
    return [view.name for view in views_of(actor)]


def test_a_view_is_its_owners_and_its_areas(boss: Actor, clerk: Actor) -> None:
    save_view(actor=boss, name="Mía", query=QUERY)
    given = save_view(actor=boss, name="De todos", query=QUERY, area=HERE)
    save_view(actor=clerk, name="Suya", query=QUERY)
    assert names(boss) == ["De todos", "Mía"] and names(clerk) == ["De todos", "Suya"]
    assert names(staff("reviewer@padron")) == []
    assert names(staff("director@*")) == ["De todos"]
    assert find_view(clerk, given.pk) == given
    for stranger in (staff("reviewer@padron"), staff()):
        with pytest.raises(NotFound):
            find_view(stranger, given.pk)


def test_who_supervises_the_area_shares_and_nobody_else(boss: Actor, clerk: Actor) -> None:
    assert set(areas_shared_by(boss)) == {HERE} and areas_shared_by(clerk) == {}
    for actor, area in ((clerk, HERE), (boss, "padron")):
        with pytest.raises(NotAllowed):
            save_view(actor=actor, name="X", query=QUERY, area=area)
    mine = save_view(actor=clerk, name="Mía", query=QUERY)
    with pytest.raises(NotAllowed):
        change_view(actor=clerk, view=mine, name="Mía", area=HERE)
    with pytest.raises(NotAllowed):
        save_view(actor=ANONYMOUS, name="X", query=QUERY)


def test_a_shared_view_is_changed_by_its_owner_and_by_who_supervises(
    boss: Actor, clerk: Actor
) -> None:
    view = save_view(actor=boss, name="De todos", query=QUERY, area=HERE)
    other = staff(f"supervisor@{HERE}")
    assert may_change(other, view) and not may_change(clerk, view)
    for deed in (
        lambda: change_view(actor=clerk, view=view, name="Otra", area=HERE),
        lambda: delete_view(actor=clerk, view=view),
    ):
        with pytest.raises(NotAllowed):
            deed()
    change_view(actor=other, view=view, name="  Otra   vista ", area="")
    view.refresh_from_db()
    assert (view.name, view.area) == ("Otra vista", "")
    assert names(clerk) == [] and not may_change(other, view)


def test_what_was_searched_for_is_never_kept(boss: Actor) -> None:
    given = {**QUERY, "q": "maria hernandez", "cursor": "x", "vista": "3", "otro": "1", "area": ""}
    view = save_view(actor=boss, name="V", query=given, columns=["due", "nada", "answer.falla"])
    assert view.query == QUERY and view.columns == ["due", "answer.falla"]
    falla = Filterable("falla", "¿Qué observa?", "text")
    assert read_filters(view.query, [falla]).ordering == "-folio"
    huge = {f"answer[{n}]": "x" for n in range(500)} | {"phase": "x" * 500}
    kept = save_view(actor=boss, name="W", query=huge).query
    assert len(kept) <= 40 and "phase" not in kept


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "\x00"])
def test_a_view_needs_a_name(name: str, boss: Actor) -> None:
    with pytest.raises(Invalid):
        save_view(actor=boss, name=name, query=QUERY)


def test_names_are_told_apart_and_views_are_not_without_end(boss: Actor, clerk: Actor) -> None:
    save_view(actor=boss, name="Fugas", query=QUERY)
    save_view(actor=clerk, name="Fugas", query=QUERY)
    with pytest.raises(Invalid):
        save_view(actor=boss, name="FUGAS", query=QUERY)
    for n in range(MOST - 1):
        save_view(actor=boss, name=f"Vista {n}", query=QUERY)
    with pytest.raises(Invalid) as refused:
        save_view(actor=boss, name="Una más", query=QUERY)
    assert refused.value.errors["name"][0][0] == "too_many"


def test_an_inbox_opens_on_a_view_until_the_view_is_gone(boss: Actor, clerk: Actor) -> None:
    assert preference_of(boss).first_view is None
    view = save_view(actor=boss, name="V", query=QUERY, area=HERE)
    for actor in (boss, clerk):
        choose_first(actor=actor, view=view)
        assert preference_of(actor).first_view == view
    delete_view(actor=boss, view=view)
    assert preference_of(boss).first_view is None and preference_of(clerk).first_view is None
    assert not SavedView.objects.exists()


def test_columns_are_each_persons_own_in_the_order_of_the_house(boss: Actor, clerk: Actor) -> None:
    choose_columns(actor=boss, columns=["received", "folio", "due", "folio", "inventada"])
    assert [c.key for c in chosen(preference_of(boss).columns)] == ["folio", "due", "received"]
    assert tuple(c.key for c in chosen(preference_of(clerk).columns)) == USUAL
    falla = Filterable("falla", "¿Qué observa?", "choice")
    keys = [c.key for c in chosen(["area", "answer.falla", "answer.otra"], [falla])]
    assert keys == ["folio", "area", "answer.falla"]
    assert tuple(c.key for c in chosen(["answer.falla"])) == USUAL, "not of this procedure"


def test_every_column_that_orders_is_an_order_of_the_queue() -> None:
    for column in COLUMNS.values():
        if column.ordering:
            assert {column.ordering, f"-{column.ordering}"} <= set(ORDERINGS)
    assert "q" in FILTERS
