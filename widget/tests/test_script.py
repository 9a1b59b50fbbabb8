"""The widget's scripts are small, usable on every website, and complete in every language."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.test import Client

from widget.pages.script import PARTS

LOADER_BYTES = 4_000
WIDGET_BYTES = 24_000
SOURCES = Path(__file__).parents[1] / "static" / "widget"
LANGUAGES = ["ar", "de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt"]
_WORD = re.compile(r'^ *(\w+):\s+"(.*)",$', re.MULTILINE)
_PLACEHOLDER = re.compile(r"\{\w+\}")

each_language = pytest.mark.parametrize("language", LANGUAGES)


def fetch(path: str, **headers: str) -> bytes:
    """The body of a script as sent over the wire."""
    answer = Client().get(path, headers=headers)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    return answer.content


def words(language: str) -> dict[str, str]:
    return dict(_WORD.findall((SOURCES / "languages" / f"{language}.js").read_text()))


@each_language
def test_the_script_is_small_in_every_language(language: str) -> None:
    zipped = {"accept-encoding": "gzip"}

    loader = fetch("/widget.js", **zipped)
    others = ["/widget/main.js", "/widget/dialog.js", f"/widget/languages/{language}.js"]

    assert len(loader) <= LOADER_BYTES
    assert len(loader) + sum(len(fetch(path, **zipped)) for path in others) <= WIDGET_BYTES


def test_a_browser_without_gzip_gets_the_same_script() -> None:
    zipped = Client().get("/widget/main.js", headers={"accept-encoding": "gzip, br"})

    assert zipped["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in zipped["Vary"]
    assert gzip.decompress(zipped.content) == fetch("/widget/main.js")


def test_a_script_allows_every_origin_and_is_revalidated_by_its_tag() -> None:
    first = Client().get("/widget/dialog.js")

    again = Client().get("/widget/dialog.js", headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    for answer in (first, again):
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert answer["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize(
    "name", ["labels", "languages/xx", "languages/../dialog", "..%2f..%2fstudio/studio", "dom"]
)
def test_unknown_scripts_are_not_found(name: str) -> None:
    answer = Client().get(f"/widget/{name}.js")

    assert answer.status_code == 404


def test_every_module_is_part_of_a_script() -> None:
    served = {module for modules in PARTS.values() for module in modules}

    assert served == {path.stem for path in SOURCES.glob("*.js")}


def test_every_name_in_a_script_is_unique() -> None:
    """Modules share a scope once joined, so a name must not be defined twice."""
    for part in PARTS:
        script = fetch(f"/widget/{part}.js").decode()

        modules = "\n".join((SOURCES / f"{name}.js").read_text() for name in PARTS[part])
        top = r"^(?:export )?(?:async )?(?:const|let|class|function\*?) (\w+)"
        names = re.findall(top, modules, re.MULTILINE)
        assert len(names) == len(set(names))
        assert len(re.findall(r"^import \{", script, re.MULTILINE)) == (part == "dialog")


@pytest.mark.parametrize("part", PARTS)
def test_type_comments_are_not_sent(part: str) -> None:
    assert any("/**" in (SOURCES / f"{name}.js").read_text() for name in PARTS[part])

    assert "/**" not in fetch(f"/widget/{part}.js").decode()


@each_language
def test_a_language_has_every_text_with_its_placeholders(language: str) -> None:
    english = words("en")

    translated = words(language)

    assert list(translated) == list(english)
    assert all(text.strip() for text in translated.values())
    for name, text in english.items():
        assert sorted(_PLACEHOLDER.findall(translated[name])) == sorted(_PLACEHOLDER.findall(text))


def test_every_language_file_is_offered() -> None:
    code = (SOURCES / "language.js").read_text()
    offered = re.findall(r'"(\w\w)"', code.partition("const LANGUAGES")[2].partition(";")[0])

    assert sorted(offered) == LANGUAGES
    assert sorted(path.stem for path in (SOURCES / "languages").glob("*.js")) == LANGUAGES


def test_no_module_parses_html_or_evaluates_text() -> None:
    banned = re.compile(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|DOMParser|\beval\(|new Function"
        r"|createContextualFragment|setHTML|srcdoc"
    )

    found = {path.name: banned.findall(path.read_text()) for path in SOURCES.rglob("*.js")}

    assert {name: hits for name, hits in found.items() if hits} == {}
