"""Examples of the OpenAPI document: bodies and answers of a real workspace, one for each shape, and
for each stream and file.
"""

from __future__ import annotations

from pathlib import Path

import orjson

from config.api_docs import Json

PATH = Path(__file__).with_name("api_examples.json")  # written by `make docs`
_SCHEMAS = "#/components/schemas/"


def add_examples(result: Json, **_: object) -> Json:
    """Give every body and every answer its example."""
    examples = orjson.loads(PATH.read_bytes()) if PATH.exists() else {}
    result["components"]["examples"] = {name: {"value": value} for name, value in examples.items()}
    for operations in result["paths"].values():
        for operation in operations.values():
            for each in [operation.get("requestBody", {}), *operation["responses"].values()]:
                for content in each.get("content", {}).values():
                    name = name_of_example(content, operation)
                    if name in examples:
                        content["examples"] = {name: {"$ref": f"#/components/examples/{name}"}}
    return result


def name_of_example(content: Json, operation: Json) -> str:
    """The name of its shape; a stream or a file, which has none, goes by its operation's id."""
    shape: str = content["schema"].get("$ref", "").removeprefix(_SCHEMAS)
    return shape or str(operation["operationId"])
