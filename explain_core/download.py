"""What comes over the network: files of URLs, whole or not at all, and models of the Hub."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit

from explain_core.errors import ModelNotFound

logger = logging.getLogger(__name__)

Loaded = TypeVar("Loaded")


class NotOnHub(Exception):
    """The Hub does not give a model; the text is a clause that says why."""


def cache_directory() -> Path:
    """Return where downloads are kept: $EXPLAIN_CACHE, else the user's cache directory."""
    import pooch

    return Path(os.environ.get("EXPLAIN_CACHE") or str(pooch.os_cache("explain"))).expanduser()


def fetch(url: str) -> Path:
    """Return the cached file of a URL, downloading it first if it is not there.

    A download that breaks off leaves nothing behind and starts again at the next call. The file's
    SHA-256 goes to standard error, to be compared with what its publisher says.
    """
    import pooch
    import requests

    shown = without_secrets(url)
    path = cache_directory() / str(pooch.utils.unique_file_name(url))
    if path.is_file():
        return path
    logger.info("downloading %s", shown)
    try:
        with _only_download(path.parent):
            if not path.is_file():  # another process may have brought it meanwhile
                _download(url, path)
                print(f"downloaded {shown}\nsha256 {pooch.file_hash(str(path))}", file=sys.stderr)
    except (requests.RequestException, OSError, ValueError) as error:
        raise ModelNotFound(shown, f"the download failed ({_reason(error)}).") from error
    return path


@contextmanager
def _only_download(directory: Path) -> Iterator[None]:
    """Let one process at a time download into a directory, and clear what a killed one left."""
    from filelock import FileLock

    directory.mkdir(parents=True, exist_ok=True)
    with FileLock(directory / ".lock"):
        for left_over in directory.glob("*.part"):
            left_over.unlink(missing_ok=True)
        yield


def _download(url: str, path: Path) -> None:
    import pooch

    part = path.with_name(f"{path.name}.part")
    download = pooch.HTTPDownloader(progressbar=sys.stderr.isatty(), timeout=30)
    try:
        download(url, str(part), None)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def from_hub(load: Callable[[bool], Loaded], model_id: str) -> Loaded:
    """Return what `load(local_files_only)` gives, from the Hub's cache if everything is there.

    Else the Hub is asked once whether it has the model: its own client would ask again and again
    for half a minute, and write about it, where there is no network.
    Raises: NotOnHub, and what `load` raises.
    """
    if not _can_be_on_hub(model_id):
        raise NotOnHub("it cannot be a name on the Hub")
    with _quiet_hub():
        try:
            return load(True)
        except Exception as error:  # of many kinds, as transformers raises what its parts raise
            refusal = _refusal(model_id)
            if refusal and isinstance(error, (OSError, ModelNotFound)):
                raise NotOnHub(refusal) from error
            if refusal:
                raise
        logger.info("downloading %s from the Hub", model_id)
        return load(False)


def _can_be_on_hub(model_id: str) -> bool:
    from huggingface_hub import hf_hub_url
    from huggingface_hub.errors import HFValidationError

    try:
        hf_hub_url(model_id, "config.json")
    except HFValidationError:
        return False
    return True


def _refusal(model_id: str) -> str:
    """Return why the Hub will not give a model, or nothing if it will."""
    from huggingface_hub import constants, get_hf_file_metadata, hf_hub_url
    from huggingface_hub import errors as hub

    try:
        get_hf_file_metadata(hf_hub_url(model_id, "config.json"))
    except hub.EntryNotFoundError:
        return ""  # it is there; that it lacks its config.json is for the caller to find
    except hub.OfflineModeIsEnabled:
        return "it is not in the Hub's cache, and HF_HUB_OFFLINE forbids to download it"
    except hub.GatedRepoError:
        return "the Hub gives it only to those who were granted access (set HF_TOKEN)"
    except hub.RepositoryNotFoundError:
        return "the Hub has no such model"
    except hub.HfHubHTTPError as error:
        return f"the Hub answers HTTP {error.response.status_code}"
    except Exception:  # of the HTTP client, which has changed with versions of huggingface_hub
        endpoint = without_secrets(constants.ENDPOINT)
        return f"it is not in the Hub's cache, and {endpoint} cannot be reached"
    return ""


@contextmanager
def _quiet_hub() -> Iterator[None]:
    """Keep the Hub's client from writing; what went wrong is said by whoever called it."""
    import huggingface_hub.utils  # noqa: F401  importing it sets the level of its logger

    theirs = logging.getLogger("huggingface_hub")
    level = theirs.level
    theirs.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        theirs.setLevel(level)


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
