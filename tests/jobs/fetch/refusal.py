"""What a fetcher refuses."""

from __future__ import annotations

import pytest

from jobs.fetch import Fetcher
from tracker.errors import FetchError


def refusal(fetcher: Fetcher, url: str, **more: str) -> FetchError:
    """What goes wrong when an address is asked for."""
    with pytest.raises(FetchError) as caught:
        fetcher.get(url, **more)
    return caught.value
