"""Ask the web for pages: politely, within bounds, and never the user's own network by accident.

    fetcher   what the others call: a page, the same as before, or why not; retries
    asking    one request after the other, until an answer is reached
    lanes     one request at a time to a host, hosts side by side
    robots    what a site allows us to ask for
    body      bytes received and unpacked, both bounded
    network   sockets that keep to a deadline and to public addresses

Only this package knows httpx. What a page says is not its business.
"""

from jobs.fetch.fetcher import Fetcher

__all__ = ["Fetcher"]
