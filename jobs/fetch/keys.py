"""Keys of interfaces: each goes to its own host, over TLS, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from jobs.fetch.network import is_local_name
from tracker.errors import FetchError

HEADER = "X-Api-Key"
"""As api.data.gov has it, which keeps the keys of congress.gov and govinfo."""
NO_SECRETS: Mapping[str, str] = MappingProxyType({})


class Keys:
    """The keys of all hosts that want one."""

    def __init__(self, names: Mapping[str, str], secrets: Mapping[str, str]) -> None:
        """Take the name of each host's key, and the keys by name."""
        self._names = {host.lower(): name for host, name in names.items()}
        self._secrets = secrets

    def headers(self, url: str) -> dict[str, str]:
        """Return the header with which an address is asked for; none for most hosts.

        Raises:
            FetchError: the host wants a key and there is none.
        """
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        name = self._names.get(host)
        if name is None or not (parts.scheme == "https" or is_local_name(host)):
            return {}
        key = "".join(self._secrets.get(name, "").split())
        if not key.isascii() or not key.isprintable():
            raise FetchError("no key", url, f"what {name} holds is no key", "set it anew")
        if not key:
            step = f"get one at https://api.data.gov/signup/ and set it in the environment: {name}"
            raise FetchError("no key", url, f"{host} wants one and {name} is not set", step)
        return {HEADER: key}
