"""Learn from documents alone which words stand in like company: "assets" and "reserves".

Nobody labels anything for this: stems that share windows more often than chance
(PPMI) are laid out in a few dimensions, and near ones are kin.
"""

from __future__ import annotations

import numpy as np

from tracker.matching.postings import Postings

LEAST = 8
"""Windows in which a stem must stand."""
MOST = 6
"""Kin that a stem may have."""
NEAR = 0.35
DIMENSIONS = 128


def kin(places: Postings, names: list[str]) -> dict[str, dict[str, float]]:
    """Return each stem's kin with how like they are, 0 to 1."""
    often = np.diff(places.begins)
    kept = np.flatnonzero(often >= LEAST)
    vectors = _layout(_company(places, kept))
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    found = {}
    for row, stem in enumerate(kept):
        like = vectors @ vectors[row]
        like[row] = 0
        near = [n for n in np.argsort(-like)[:MOST] if like[n] >= NEAR]
        if near:
            found[names[stem]] = {names[kept[n]]: round(float(like[n]) ** 2, 2) for n in near}
    return found


def _company(places: Postings, kept: np.ndarray) -> np.ndarray:
    """Return how much more often than by chance two stems share a window, as logarithms."""
    row = np.full(len(places.begins), -1)
    row[kept] = np.arange(len(kept))
    stems = row[np.repeat(np.arange(len(places.begins) - 1), np.diff(places.begins))]
    order = np.argsort(places.units, kind="stable")
    stems, units = stems[order], places.units[order]
    shared = np.zeros((len(kept), len(kept)), np.float32)
    for start in range(0, places.size, 2000):
        here = slice(*np.searchsorted(units, (start, start + 2000)))
        block = np.zeros((2000, len(kept)), np.float32)
        block[(units[here] - start)[stems[here] >= 0], stems[here][stems[here] >= 0]] = 1
        shared += block.T @ block
    alone = np.diag(shared).copy()
    with np.errstate(divide="ignore"):
        gain = np.log(shared * places.size / np.outer(alone, alone))
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
