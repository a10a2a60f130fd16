"""The guide for authors is true: its example is parsed as it stands."""

from __future__ import annotations

from pathlib import Path

from procedures.catalogue.sources import prove_sources, read_folder, read_yaml
from procedures.definition import Phase
from procedures.definition.canonical import canonical_yaml

from .sample import guide_files, known


def test_the_example_of_the_guide_is_proven(tmp_path: Path) -> None:
    for name, text in guide_files().items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    sources = read_folder(tmp_path)
    words = sources.vocabulary(roles=known().roles, messages=known().messages)
    definitions, problems = prove_sources(sources, words)
    assert [str(problem) for problem in problems] == []
    definition = definitions["cambio-medidor"]
    assert definition.workflow is not None
    assert definition.workflow.state(definition.workflow.start).phase is Phase.RECEIVED
    assert definition.form.field("nombre").label == "Su nombre completo"
    assert not definition.time.confirmed


def test_the_canonical_text_says_the_same_and_is_stable() -> None:
    for text in guide_files().values():
        written = canonical_yaml(read_yaml(text))
        assert read_yaml(written) == read_yaml(text)
        assert canonical_yaml(read_yaml(written)) == written
