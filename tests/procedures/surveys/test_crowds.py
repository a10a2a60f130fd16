"""An answer says where it comes from only among five or more."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from procedures.surveys.crowds import CROWD, labels

INVITED = st.dictionaries(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from(["online", "counter", "phone"])),
    st.integers(0, 12),
)


@given(INVITED)
def test_every_label_is_shared_by_a_crowd(invited):
    said = labels(invited)
    crowds = Counter()
    for origin, label in said.items():
        crowds[label] += invited[origin]
    alone = crowds.pop(None, 0)
    assert all(people >= CROWD for people in crowds.values())
    assert alone < CROWD
    assert set(said) == {origin for origin, people in invited.items() if people}


def test_as_much_is_said_as_a_crowd_allows():
    said = labels(
        {
            ("a", "online"): 9,
            ("a", "counter"): 3,
            ("a", "phone"): 2,
            ("b", "online"): 4,
            ("c", "online"): 1,
        }
    )
    assert said == {
        ("a", "online"): ("a", "online"),
        ("a", "counter"): ("a", ""),
        ("a", "phone"): ("a", ""),
        ("b", "online"): ("", ""),
        ("c", "online"): ("", ""),
    }


def test_the_few_of_a_month_stay_sealed():
    assert labels({("a", "online"): 9, ("b", "online"): 4})["b", "online"] is None
