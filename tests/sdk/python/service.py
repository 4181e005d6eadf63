"""The server under test: its address and credentials, and the routes of `realtimekit-fake` that act as browsers."""

import json
import os
import urllib.error
import urllib.request
from urllib.parse import urlsplit

BASE_URL = os.environ["REALTIMEKIT_BASE_URL"]
API_TOKEN = os.environ["CLOUDFLARE_API_TOKEN"]
ACCOUNT_ID = os.environ["CLOUDFLARE_ACCOUNT_ID"]
APP_ID = os.environ["REALTIMEKIT_APP_ID"]
# The base URL without the validating proxy, if there is one: for requests that are invalid on purpose.
DIRECT_URL = os.environ.get("REALTIMEKIT_DIRECT_URL", BASE_URL)

_server = urlsplit(DIRECT_URL)
# The proxy of the system, if any, is not for this machine.
_http = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def control(name, **body):
    """Calls a route of `realtimekit-fake`, which is not part of the API: `control("join", token=token)`."""
    address = f"{_server.scheme}://{_server.netloc}/_fake/{name}"
    request = urllib.request.Request(address, data=json.dumps(body).encode(), method="POST")
    try:
        with _http.open(request) as response:
            return json.load(response)["data"]
    except urllib.error.HTTPError as error:
        raise RuntimeError(f"{name}: {error.read().decode()}") from None


def join(token):
    return control("join", token=token)["peer_id"]


def advance(seconds):
    control("advance", seconds=seconds)


def download(address):
    with _http.open(address) as response:
        return response.read().decode()
