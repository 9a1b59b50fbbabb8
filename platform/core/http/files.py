"""Stored files as streamed responses, with little of them in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import IO, Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header

ANY_FILE = "application/octet-stream"
_PIECE = 64 * 1024


def type_for(request: HttpRequest, content_type: str) -> str:
    """The type to call a file by: its own, or any file's where only that is accepted, as generated
    clients do.
    """
    is_accepted = request.accepts(content_type) or not request.accepts(ANY_FILE)
    return content_type if is_accepted else ANY_FILE


def download(
    request: HttpRequest, file: IO[bytes], *, name: str, content_type: str, size: int
) -> StreamingHttpResponse:
    """The file as an attachment called `name`; it is closed at the end."""
    content: Any = pieces(file) if isinstance(request, ASGIRequest) else _read(file)
    response = StreamingHttpResponse(content, content_type=type_for(request, content_type))
    response["Content-Length"] = str(size)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


async def pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    """The file, read as it is sent; it is closed at the end."""
    with file:
        while piece := await sync_to_async(file.read, thread_sensitive=False)(_PIECE):
            yield piece


def _read(file: IO[bytes]) -> Iterator[bytes]:
    """Like `pieces`, under WSGI."""
    with file:
        while piece := file.read(_PIECE):
            yield piece
