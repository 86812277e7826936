"""Weights from a URL: fetched once into the cache, whole or not at all."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from explain_core.errors import ModelNotFound


def cache_directory() -> Path:
    """Return where downloads are kept: $EXPLAIN_CACHE, else the user's cache directory."""
    import pooch

    return Path(os.environ.get("EXPLAIN_CACHE") or pooch.os_cache("explain")).expanduser()


def fetch(url: str) -> Path:
    """Return the cached file of a URL, downloading it first if it is not there.

    A download that breaks off leaves nothing behind and starts again at the next call. The file's
    SHA-256 goes to standard error, to be compared with what its publisher says.
    """
    import pooch
    import requests

    pooch.get_logger().setLevel("WARNING")
    shown, directory = without_secrets(url), cache_directory()
    file_name = pooch.utils.unique_file_name(url)
    known = (directory / file_name).is_file()
    try:
        path = Path(
            pooch.retrieve(
                url,
                known_hash=None,
                fname=file_name,
                path=directory,
                downloader=pooch.HTTPDownloader(progressbar=sys.stderr.isatty(), timeout=30),
            )
        )
    except (requests.RequestException, OSError, ValueError) as error:
        raise ModelNotFound(shown, f"the download failed ({_reason(error)}).") from error
    if not known:
        print(f"downloaded {shown}\nsha256 {pooch.file_hash(str(path))}", file=sys.stderr)
    return path


def without_secrets(name: str) -> str:
    """Return a model's name as it may be shown; of a URL, what holds neither password nor token.

    https://me:pw@example.org/bert_model.pt?sig=1a2b -> https://example.org/bert_model.pt
    """
    parts = urlsplit(name)
    if not (parts.scheme and parts.netloc):
        return name
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _reason(error: Exception) -> str:
    """Return what went wrong in a few words: the HTTP status, or the kind of failure."""
    import requests

    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"HTTP {error.response.status_code}"
    if isinstance(error, requests.RequestException):
        return type(error).__name__  # its text repeats the URL, query and all
    return (str(error).strip() or type(error).__name__).splitlines()[0]
