"""Conditional responses for polling clients."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson
from django.utils.http import parse_etags
from rest_framework.request import Request
from rest_framework.response import Response

from core.json_values import dump_json


def etag_response(request: Request, body: Any) -> Response:
    """Response with an ETag, or 304 if `If-None-Match` matches."""
    digest = hashlib.sha256(dump_json(body, orjson.OPT_SORT_KEYS)).hexdigest()[:32]
    tag = f'"{digest}"'
    known = {
        each.removeprefix("W/") for each in parse_etags(request.headers.get("If-None-Match", ""))
    }
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if tag in known or "*" in known:
        return Response(status=304, headers=headers)
    return Response(body, headers=headers)
