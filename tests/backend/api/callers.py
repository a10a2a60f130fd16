"""A program that uses the API and knows nothing but the API."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpResponse
from django.test import Client

from backend.accounts.models import User
from procedures.definition.conditions import evaluate, truthy
from tests.factories.papers import upload

BASE = "/api/v1"
CONTACT = {
    "name": "María Hernández Cruz",
    "email": "maria@example.org",
    "phone": "9511234567",
    "channel": "email",
    "accepts_electronic_notice": True,
}


@dataclass(frozen=True)
class Answer:
    """A status, a body and its headers."""

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def codes(self) -> set[tuple[str, str]]:
        """(field, code) of each error of a problem."""
        return {(error["field"], error["code"]) for error in self.body["errors"]}


@dataclass(frozen=True)
class Caller:
    client: Client
    headers: Mapping[str, str] = field(default_factory=dict)
    user: User | None = None

    def with_key(self, key: str) -> Caller:
        return replace(self, headers={**self.headers, "Request-Key": key})

    def get(self, path: str, **query: Any) -> Answer:
        return _read(self.client.get(BASE + path, query, headers=self.headers))

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        text = body if isinstance(body, str | bytes) else json.dumps(body if body else {})
        sent = {**self.headers, **{k.replace("_", "-"): v for k, v in headers.items()}}
        return _read(
            self.client.post(BASE + path, text, content_type="application/json", headers=sent)
        )

    def upload(self, name: str = "papel.pdf", file: Any = None) -> Answer:
        sent = {"file": file or upload(name)}
        return _read(self.client.post(f"{BASE}/uploads/", sent, headers=self.headers))

    def raw(self, method: str, path: str, **options: Any) -> HttpResponse:
        return self.client.generic(method, BASE + path, headers=self.headers, **options)


def _read(response: Any) -> Answer:
    kind = response.headers.get("Content-Type", "")
    content = b"".join(response.streaming_content) if response.streaming else response.content
    body = json.loads(content) if "json" in kind else content
    if response.status_code >= 400:
        assert kind == "application/problem+json", (response.status_code, kind)
    return Answer(response.status_code, body, response.headers)


def filled(schema: Mapping[str, Any], given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Answers to a form of which nothing is known but its JSON Schema: the examples it gives.

    Args:
        given: answers that matter; the rest follow from them.
    """
    answers = dict(given or {})
    for key in schema["x-order"]:
        asked = schema["properties"][key]
        if asked["x-type"] == "file" or asked.get("readOnly") or key in answers:
            continue
        if _holds(asked.get("x-if", True), answers, schema):
            answers[key] = asked["examples"][0]
    return answers


def papers(caller: Caller, schema: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Uploads for the documents the form cannot do without."""
    return {
        key: [caller.upload().body["id"]]
        for key in schema["x-order"]
        if schema["properties"][key]["x-type"] == "file"
        and _holds(schema["properties"][key].get("x-required-if", False), answers, schema)
    }


def _holds(rule: Any, answers: Mapping[str, Any], schema: Mapping[str, Any]) -> bool:
    if isinstance(rule, bool):
        return rule
    return truthy(evaluate(rule, {**answers, "facts": schema["x-facts"], "case": {}}))


def filing(caller: Caller, slug: str, *, given: Any = None, **more: Any) -> dict[str, Any]:
    """The body of a filing, made from the form the API publishes."""
    schema = caller.get(f"/procedures/{slug}/form/", source=more.get("source", "online")).body
    answers = filled(schema, given)
    return {
        "procedure": slug,
        "answers": answers,
        "documents": papers(caller, schema, answers),
        "privacy_notice": schema["x-privacy-notice"],
        "contact": CONTACT,
        **more,
    }
