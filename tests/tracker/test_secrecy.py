"""What nobody but its owner should read is taken out of words, and nothing else."""

from __future__ import annotations

import pytest

from tracker.secrecy import masked


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("https://ana:pw@x.example/a", "https://<hidden>@x.example/a"),
        ("https://x.example/?access_token=abc&n=1", "https://x.example/?access_token=<hidden>&n=1"),
        ("?X-Amz-Signature=abc#auth=d", "?X-Amz-Signature=<hidden>#auth=<hidden>"),
        ("?n=1;apiKey=abc '", "?n=1;apiKey=<hidden> '"),
        ("?author=Bo&keyword=war&design=2&monkey=3", "?author=Bo&keyword=war&design=2&monkey=3"),
        ("the key = nothing", "the key = nothing"),
    ],
)
def test_passwords_and_keys_in_addresses_are_hidden(text: str, told: str) -> None:
    assert masked(text) == told
