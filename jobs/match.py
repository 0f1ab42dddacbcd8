"""Pair documents with asks: from two files, or what waits in the store.

Loads what matching needs from files and hands it in; never fetches, and never
touches the ledger: what it finds is a candidate until a person has judged it.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from datetime import date as Day
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from tracker.errors import InputError
from tracker.matching import Model, Text, Vocabulary, prepare, rank, read_places
from tracker.types import Addressee, AskKind, OpenAsk, Pairing

WEIGHTS = Path(__file__).parent / "models" / "matching.json"
PLACES = Path(__file__).parent / "models" / "places.txt"
_TABLE = "weights/l2_supercat_256.safetensors"
_TOKENIZER = "tokenizers/l2_supercat_tokenizer_config.json"

Row = TypeVar("Row")


def load_model(weights: Path = WEIGHTS) -> Model:
    """Return the fitted weights."""
    return msgspec.json.decode(weights.read_bytes(), type=Model)


def vocabulary(model: Model) -> Vocabulary:
    """Return a vocabulary over the embeddings that the wordllama package carries.

    Its files are read from its own folder; the package itself is not imported.
    """
    table, tokenizer = _embeddings()

    def split(words: Any) -> list[list[int]]:
        return [e.ids for e in tokenizer.encode_batch(list(words), add_special_tokens=False)]

    places = read_places(PLACES.read_text(encoding="utf-8").splitlines())
    return Vocabulary(table, split, model, places)


@cache
def _embeddings() -> tuple[np.ndarray, Tokenizer]:
    spec = find_spec("wordllama")
    if spec is None or not spec.submodule_search_locations:
        raise InputError("no embeddings", "wordllama", "not installed", "run `make setup`")
    folder = Path(spec.submodule_search_locations[0])
    tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return load_file(folder / _TABLE)["embedding.weight"], tokenizer


class _AskRow(msgspec.Struct):
    ask_id: str | int
    quote: str
    letter_date: Day | None
    kind: AskKind = AskKind.ACTION
    summary: str | None = None
    title: str | None = None
    addressees: list[dict[str, str | None] | str] = []


class _DocumentRow(msgspec.Struct):
    url: str
    text: str
    title: str | None = None
    date: Day | None = None
    author: str | None = None


def match_files(asks_path: Path, documents_path: Path, top: int = 20) -> Iterator[dict[str, Any]]:
    """Give each ask of one file with the best documents of another, in the asks' order.

    Raises:
        InputError: a file cannot be read, or a line of it is not what it should be.
    """
    asks = [_open_ask(row) for row in _rows(asks_path, _AskRow)]
    documents = list(_rows(documents_path, _DocumentRow))
    known = vocabulary(load_model())
    index = prepare((_text(n, row) for n, row in enumerate(documents)), known)
    for ask, pairings in rank(asks, index, known, top=top):
        matches = [_match(p, documents[int(p.document_id)]) for p in pairings]
        yield {"ask_id": ask.id, "matches": matches}


def _match(pairing: Pairing, row: _DocumentRow) -> dict[str, Any]:
    return {
        "url": row.url,
        "date": row.date.isoformat() if row.date else None,
        "score": pairing.score,
        "proposed": pairing.proposed,
        "passage": pairing.passage.of(row.text),
        "start": pairing.passage.start,
        "end": pairing.passage.end,
        "reasons": [reason.words for reason in pairing.reasons],
    }


def _open_ask(row: _AskRow) -> OpenAsk:
    people = [{"name": p} if isinstance(p, str) else p for p in row.addressees]
    return OpenAsk(
        id=row.ask_id,
        quote=row.quote,
        summary=row.summary or "",
        kind=row.kind,
        letter_id=None,
        letter_title=row.title or "",
        letter_date=row.letter_date,
        addressees=tuple(Addressee(name=p.get("name"), office=p.get("office")) for p in people),
    )


def _text(number: int, row: _DocumentRow) -> Text:
    return Text(
        id=number,
        title=row.title or "",
        text=row.text,
        published=row.date,
        author=row.author or "",
    )


def _rows(path: Path, kind: type[Row]) -> Iterator[Row]:
    """Give the rows of a file of JSON Lines, plain or packed."""
    decoder = msgspec.json.Decoder(kind)
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _row(decoder, line, f"{path}:{number}")
    except (OSError, EOFError, zlib.error) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputError("could not read the file", str(path), why[:1].lower() + why[1:]) from None


def _row(decoder: msgspec.json.Decoder[Row], line: bytes, where: str) -> Row:
    try:
        return decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        why = str(error)
        raise InputError("could not read the line", where, why[:1].lower() + why[1:]) from None
