"""Learn from documents alone which words stand in like company: "assets" and "reserves".

Nobody labels anything for this: stems that share windows more often than chance
(PPMI) are laid out in a few dimensions, and near ones are kin.
"""

from __future__ import annotations

import numpy as np

from tracker.matching.index import Entries, Index

LEAST = 8
"""Windows in which a stem must stand."""
MOST = 6
"""Kin that a stem may have."""
NEAR = 0.35
DIMENSIONS = 128


def kin(index: Index, names: list[str]) -> dict[str, dict[str, float]]:
    """Return each stem's kin with how like they are, 0 to 1."""
    held = _all(index)
    kept = np.flatnonzero(np.bincount(held.stems) >= LEAST)
    vectors = _layout(_company(held, kept, len(names)))
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    found = {}
    for row, stem in enumerate(kept):
        like = vectors @ vectors[row]
        like[row] = 0
        near = [n for n in np.argsort(-like)[:MOST] if like[n] >= NEAR]
        if near:
            found[names[stem]] = {names[kept[n]]: round(float(like[n]) ** 2, 2) for n in near}
    return found


def _all(index: Index) -> Entries:
    """Return where stems stand in the windows of all documents, numbered through."""
    begins = np.cumsum([0, *(len(ready.vectors) for ready in index)])
    held = [ready.in_windows for ready in index]
    return Entries(
        np.concatenate([h.units + b for h, b in zip(held, begins, strict=False)]),
        np.concatenate([h.stems for h in held]),
        np.concatenate([h.weights for h in held]),
    )


def _company(held: Entries, kept: np.ndarray, count: int) -> np.ndarray:
    """Return how much more often than by chance two stems share a window, as logarithms."""
    row = np.full(count, -1)
    row[kept] = np.arange(len(kept))
    size, units, stems = int(held.units[-1]) + 1, held.units, row[held.stems]
    shared = np.zeros((len(kept), len(kept)), np.float32)
    for start in range(0, size, 2000):
        here = slice(*np.searchsorted(units, (start, start + 2000)))
        block = np.zeros((2000, len(kept)), np.float32)
        block[(units[here] - start)[stems[here] >= 0], stems[here][stems[here] >= 0]] = 1
        shared += block.T @ block
    alone = np.diag(shared).copy()
    with np.errstate(divide="ignore"):
        gain = np.log(shared * size / np.outer(alone, alone))
    gain[shared < 2] = 0
    np.fill_diagonal(gain, 0)
    return np.maximum(gain, 0)


def _layout(company: np.ndarray) -> np.ndarray:
    """Return the stems' places in DIMENSIONS, from the strongest eigenvectors."""
    draw = np.random.default_rng(0)
    basis = company @ draw.normal(size=(len(company), DIMENSIONS + 20)).astype(np.float32)
    for _ in range(4):
        basis = company @ np.linalg.qr(basis)[0]
    basis = np.linalg.qr(basis)[0]
    values, vectors = np.linalg.eigh(basis.T @ company @ basis)
    strongest = np.argsort(-np.abs(values))[:DIMENSIONS]
    return (basis @ vectors[:, strongest]) * np.sqrt(np.abs(values[strongest]))
