"""Django's ASGI handler for a project whose views and middleware all run in threads."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase

from core.http.files import pieces


class ThreadedHandler(ASGIHandler):
    """Switches to the request's thread once, for middleware and view together.

    Django's own handler is asynchronous at its core: each request returns from its thread to the
    event loop and enters the thread again, waiting each time.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        response = await sync_to_async(self.get_response, thread_sensitive=True)(request)
        if isinstance(response, FileResponse) and response.file_to_stream is not None:
            # Django would read the file into memory, however slowly the client takes it.
            response.streaming_content = pieces(response.file_to_stream)
        return response
