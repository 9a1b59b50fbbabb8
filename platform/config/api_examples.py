"""Examples of the OpenAPI document: bodies and answers of a real workspace, one for each shape."""

from __future__ import annotations

from pathlib import Path

import orjson

from config.api_docs import Json

PATH = Path(__file__).with_name("api_examples.json")  # written by `make docs`
_SCHEMAS = "#/components/schemas/"


def add_examples(result: Json, **_: object) -> Json:
    """Give every body and every answer the example of its shape."""
    examples = orjson.loads(PATH.read_bytes()) if PATH.exists() else {}
    result["components"]["examples"] = {name: {"value": value} for name, value in examples.items()}
    for operations in result["paths"].values():
        for operation in operations.values():
            for each in [operation.get("requestBody", {}), *operation["responses"].values()]:
                _add(each.get("content", {}).get("application/json", {}), examples)
    return result


def _add(content: Json, examples: Json) -> None:
    name = content.get("schema", {}).get("$ref", "").removeprefix(_SCHEMAS)
    if name in examples:
        content["examples"] = {name: {"$ref": f"#/components/examples/{name}"}}
