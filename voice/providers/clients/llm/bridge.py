"""Adapts the platform's pinned HTTP client to libraries that expect the first `httpx`."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import httpx2


def bridge_client(client: httpx2.Client) -> httpx.Client:
    """A client that connects through `client`. It owns nothing and need not be closed."""
    return httpx.Client(transport=_Bridge(client), trust_env=False, follow_redirects=False)


class _Bridge(httpx.BaseTransport):
    def __init__(self, client: httpx2.Client) -> None:
        self._client = client

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        to_provider_error = httpx2.Request(
            method=request.method,
            url=str(request.url),
            headers=request.headers.raw,
            content=request.read(),
            extensions=request.extensions,
        )
        try:
            response = self._client.send(to_provider_error, stream=True)
        except httpx2.TransportError as error:
            raise _to_httpx_error(error) from error
        return httpx.Response(
            status_code=response.status_code,
            headers=response.headers.raw,
            stream=_Body(response),
        )


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpx2.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._response.iter_raw()
        except httpx2.TransportError as error:
            raise _to_httpx_error(error) from error

    def close(self) -> None:
        self._response.close()


def _to_httpx_error(error: httpx2.TransportError) -> httpx.TransportError:
    kind = httpx.ReadTimeout if isinstance(error, httpx2.TimeoutException) else httpx.NetworkError
    return kind(str(error))
