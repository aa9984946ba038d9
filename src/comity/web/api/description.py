"""The OpenAPI document of the service, and a page of it that needs nothing from elsewhere."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from comity.web.api.middleware import ROOT
from comity.web.api.refusing import MEDIA
from comity.web.api.service import SERVICE
from comity.web.site.pages import page
from comity.words import LANGUAGES, tag

_LANGUAGE = {
    "name": "language",
    "in": "query",
    "required": False,
    "description": "Language of names and sentences; otherwise Accept-Language decides.",
    "schema": {"type": "string", "enum": [tag(name) for name in LANGUAGES]},
}


@dataclass(frozen=True)
class Asked:
    """Something an operation takes. required: whether it must be given; kind: what it may be."""

    name: str
    place: str
    required: bool
    kind: str
    text: str


@dataclass(frozen=True)
class Operation:
    """An operation as the page shows it."""

    verb: str
    path: str
    text: str
    asked: tuple[Asked, ...]
    answer: str


@dataclass(frozen=True)
class Shape:
    """A kind of answer. fields: name, kind and meaning of each."""

    name: str
    text: str
    fields: tuple[tuple[str, str, str], ...]


@cache
def document() -> Mapping[str, object]:
    """The OpenAPI document."""
    made = json.loads(json.dumps(SERVICE.get_openapi_schema(path_prefix=ROOT)))
    for verbs in made["paths"].values():
        for operation in verbs.values():
            operation.setdefault("parameters", []).append(_LANGUAGE)
            operation.pop("security", None)
    return made  # type: ignore[no-any-return]


def openapi(request: HttpRequest) -> HttpResponse:
    """The document for programs."""
    return HttpResponse(json.dumps(document(), ensure_ascii=False), content_type=MEDIA)


def root(request: HttpRequest) -> HttpResponse:
    """To the page of the service in the reader's language."""
    return redirect("api.reference")


def reference(request: HttpRequest) -> HttpResponse:
    """The page of the service."""
    return page(request, "api/reference.html", {"operations": list(operations()), "shapes": list(shapes())})


def operations() -> Iterator[Operation]:
    """Every operation, in the order of the document."""
    for path, verbs in _at("paths").items():
        for verb, one in verbs.items():
            asked = tuple(_asked(each) for each in one["parameters"])
            body = one.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            if body:
                asked += (Asked("", "body", True, _kind(body), ""),)
            done = next(answer for status, answer in one["responses"].items() if status.startswith("2"))
            shape = done["content"]["application/json"]["schema"]
            yield Operation(verb.upper(), path, one.get("description", ""), asked, _kind(shape))


def shapes() -> Iterator[Shape]:
    """Every kind of answer, by name."""
    for name, one in sorted(_at("components", "schemas").items()):
        fields = tuple(
            (field, _kind(kind), kind.get("description", "")) for field, kind in one.get("properties", {}).items()
        )
        yield Shape(name, str(one.get("description", "")), fields)


def _at(*way: str) -> Mapping[str, dict[str, dict]]:  # type: ignore[type-arg]  # a document of any depth
    found: object = document()
    for step in way:
        found = found[step]  # type: ignore[index]
    return found  # type: ignore[return-value]


def _asked(one: Mapping[str, dict]) -> Asked:  # type: ignore[type-arg]
    text = str(one.get("description") or one["schema"].get("description", ""))
    return Asked(str(one["name"]), str(one["in"]), bool(one.get("required")), _kind(one["schema"]), text)


def _kind(schema: Mapping[str, object]) -> str:
    """A schema in a word or two: the name of a shape, a plain kind, or the values there are."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(_kind(one) for one in schema["anyOf"])  # type: ignore[attr-defined]
    if "enum" in schema:
        return " | ".join(f'"{value}"' for value in schema["enum"])  # type: ignore[attr-defined]
    if schema.get("type") == "array":
        return f"{_kind(schema['items'])} []"  # type: ignore[arg-type]
    return str(schema.get("format") or schema.get("type", "any"))
