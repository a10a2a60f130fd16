"""The words of a paper before it is signed: the blocks that may be changed, filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from procedures.casework.issuing import LONGEST, DraftBlock

PREFIX = "blocks."  # as the operation names them in what it refuses


class DraftForm(forms.Form):
    """One text for each block that whoever signs may change for this case."""

    use_required_attribute = False

    def __init__(
        self, data: Mapping[str, Any] | None, *, blocks: Iterable[DraftBlock], prefix: str
    ) -> None:
        super().__init__(data, prefix=prefix)
        for block in blocks:
            self.fields[PREFIX + block.key] = forms.CharField(
                label=block.title or block.key,
                initial=block.text,
                required=bool(block.text),
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 5, "maxlength": LONGEST}),
            )

    @property
    def blocks(self) -> dict[str, str]:
        """The words of each block, by key."""
        return {name.removeprefix(PREFIX): text for name, text in self.cleaned_data.items()}

    @property
    def changed(self) -> dict[str, str]:
        """Only the blocks that say something else than the template does."""
        return {
            name.removeprefix(PREFIX): self.cleaned_data[name]
            for name in self.changed_data
            if name in self.cleaned_data
        }
