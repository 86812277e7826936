"""Installing the app in several workspaces: a page, a redirect, and the tokens that come of it."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from urllib.parse import urljoin

from slack_bolt import BoltRequest, BoltResponse
from slack_bolt.oauth import OAuthFlow
from slack_bolt.oauth.callback_options import CallbackOptions, FailureArgs, SuccessArgs
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_sdk import WebClient
from slack_sdk.oauth.installation_store import Installation

from bot.errors import DeliveryError, RateLimited, StoreUnavailable, Unreachable
from bot.outgoing.backoff import Backoff
from bot.outgoing.clients import Clients
from bot.outgoing.slack_api import call, quiet_logger, web_client
from bot.serving import install_pages as pages
from bot.settings import Settings
from bot.store import Store

logger = logging.getLogger(__name__)

INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"

# As in manifest.json, the optional ones too: Slack asks for each of those separately.
SCOPES = (
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "chat:write",
    "chat:write.public",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "mpim:history",
    "reactions:read",
    "usergroups:read",
    "users:read",
)

# Somebody waits in front of a page.
PATIENCE = Backoff(total=4.0)

# The address of a callback holds a code, and the page the name of a workspace.
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

_PROBLEMS = {
    "access_denied": pages.CANCELLED,
    "invalid_browser": pages.OTHER_BROWSER,
    "invalid_state": pages.EXPIRED,
    "missing_code": pages.EXPIRED,
    "invalid_code": pages.EXPIRED,
    "code_already_used": pages.EXPIRED,
}


class OrganisationInstalled(DeliveryError):
    def __init__(self) -> None:
        super().__init__("organisation_installed")


class InstallFlow(OAuthFlow):
    """Bolt's flow, in which whatever goes wrong ends in a page that says what to do.

    on_installed: is told the workspace's id once its tokens are stored.
    """

    def __init__(
        self, settings: OAuthSettings, client: WebClient, *, on_installed: Callable[[str], None]
    ) -> None:
        settings.callback_options = CallbackOptions(self._succeeded, self._failed)
        # Where an exchange fails, Bolt's own words for it quote the code.
        super().__init__(client=client, settings=settings, logger=quiet_logger("slack_bolt.oauth"))
        self._on_installed = on_installed

    def handle_installation(self, request: BoltRequest) -> BoltResponse:
        return _with_headers(self._guarded(super().handle_installation, request))

    def handle_callback(self, request: BoltRequest) -> BoltResponse:
        return _with_headers(self._guarded(super().handle_callback, request))

    def build_authorize_url(self, state: str, request: BoltRequest) -> str:
        """Return the address of Slack's page, for the workspace that the query names, if it does.

        Anything else in the query stays out, such as a `&` that begins a parameter of its own.
        """
        team = request.query.get("team", [""])[0]
        return self.settings.authorize_url_generator.generate(
            state, team=team if re.fullmatch(r"[TE][A-Z0-9]+", team) else None
        )

    def build_install_page_html(self, url: str, request: BoltRequest) -> str:
        return pages.welcome(url)

    def run_installation(self, code: str) -> Installation:
        """Return what Slack gives for the code.

        Raises: DeliveryError; Bolt's own way takes every refusal for a wrong code.
        """
        given = call(
            self.client.oauth_v2_access,
            client_id=self.settings.client_id,
            client_secret=self.settings.client_secret,
            code=code,
            redirect_uri=self.settings.redirect_uri,
        )
        token = str(given["access_token"])
        if given.get("is_enterprise_install"):
            call(self.client.auth_revoke, token=token)
            raise OrganisationInstalled
        enterprise, team = given.get("enterprise") or {}, given["team"]
        return Installation(
            app_id=given["app_id"],
            enterprise_id=enterprise.get("id"),
            enterprise_name=enterprise.get("name"),
            team_id=team["id"],
            team_name=team.get("name"),
            bot_token=token,
            bot_id=call(self.client.auth_test, token=token)["bot_id"],
            bot_user_id=given["bot_user_id"],
            bot_scopes=given["scope"],
            bot_refresh_token=given.get("refresh_token"),
            bot_token_expires_in=given.get("expires_in"),
            user_id=given["authed_user"]["id"],
            token_type=given["token_type"],
        )

    def store_installation(self, request: BoltRequest, installation: Installation) -> None:
        super().store_installation(request, installation)
        self._on_installed(str(installation.team_id))
        logger.info("installed in workspace %s", installation.team_id)

    def _guarded(
        self, handle: Callable[[BoltRequest], BoltResponse], request: BoltRequest
    ) -> BoltResponse:
        """Return the response, or a page about what came in the way."""
        try:
            return handle(request)
        except OrganisationInstalled:
            return self._problem(pages.WHOLE_ORGANISATION, "a whole organisation")
        except (Unreachable, RateLimited) as error:
            return self._problem(pages.SLACK_SILENT, error.code)
        except DeliveryError as error:
            return self._refused(error.code)
        except StoreUnavailable:
            return self._problem(pages.STORE_SILENT, "the database cannot be reached")
        except Exception:
            logger.exception("an installation failed")
            return self._page(pages.failed(pages.BROKEN), status=pages.BROKEN.status)

    def _succeeded(self, arguments: SuccessArgs) -> BoltResponse:
        done = arguments.installation
        page = pages.installed(
            team_id=done.team_id or "", team=done.team_name or "", app_id=done.app_id or ""
        )
        return self._page(page, status=200)

    def _failed(self, arguments: FailureArgs) -> BoltResponse:
        return self._refused(arguments.reason)

    def _refused(self, reason: str) -> BoltResponse:
        """Return the page about a word of Slack's or Bolt's; from an address it may be any text."""
        code = reason if re.fullmatch(r"\w{1,60}", reason, re.ASCII) else "unknown"
        return self._problem(_PROBLEMS.get(code) or pages.refused(code), code)

    def _problem(self, problem: pages.Problem, reason: str) -> BoltResponse:
        logger.warning("an installation came to nothing (%s)", reason)
        return self._page(pages.failed(problem), status=problem.status)

    def _page(self, body: str, *, status: int) -> BoltResponse:
        """Return a last page, after which the browser need not remember anything."""
        over = self.settings.state_utils.build_set_cookie_for_deletion()
        return BoltResponse(status=status, body=body, headers={"Set-Cookie": over})


def install_flow(
    settings: Settings, store: Store, clients: Clients, *, backoff: Backoff | None = None
) -> InstallFlow:
    """Return what installs the app with these client id and secret.

    Raises: SettingsError if STORE_KEY does not fit the tokens that are stored already.
    """
    secret = settings.client_secret
    return InstallFlow(
        OAuthSettings(
            client_id=settings.client_id,
            client_secret=secret.reveal() if secret is not None else "",
            scopes=SCOPES,
            user_scopes=(),
            install_path=INSTALL_PATH,
            redirect_uri_path=REDIRECT_PATH,
            authorization_url=authorize_url(settings.api_url),
            installation_store=store.workspaces.installations(settings.client_id),
            state_store=store.workspaces.states(),
        ),
        web_client(None, settings.api_url, backoff=backoff or PATIENCE),
        on_installed=clients.forget,
    )


def authorize_url(api_url: str) -> str:
    """Return Slack's page of consent.

    authorize_url("https://slack.com/api/") -> "https://slack.com/oauth/v2/authorize"
    """
    return urljoin(api_url, "../oauth/v2/authorize")


def _with_headers(response: BoltResponse) -> BoltResponse:
    headers = {name.lower(): [value] for name, value in _HEADERS.items()}
    response.headers = {**response.headers, **headers}
    return response
