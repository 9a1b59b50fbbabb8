"""What `core.http.asgi` does to connections, under WSGI."""

from __future__ import annotations

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from core.http.unread import limit_unread_answers


def limit_connections(application: WSGIApplication) -> WSGIApplication:
    """Wrap a WSGI application to end connections whose client does not read.

    Each holds a thread.
    """

    def limited(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        limit_unread_answers()
        return application(environ, start_response)

    return limited
