"""What people do in a workspace besides using the app: they talk, edit, react, come and go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.slack.consent import destination
from tests.slack.conversations import Channel
from tests.slack.core import Core
from tests.slack.records import Message


class People(Core):
    """Everything here that the app may hear of makes an event, sent in the background."""

    def add_channel(
        self,
        channel_id: str,
        *,
        name: str,
        members: Iterable[str] = (),
        is_private: bool = False,
        is_archived: bool = False,
    ) -> None:
        """Open a channel with exactly these members: the bot is in it if it is among them."""
        with self._workspace.changed:
            self._workspace.add_channel(
                Channel(
                    id=channel_id,
                    name=name,
                    members=set(members),
                    is_private=is_private,
                    is_archived=is_archived,
                )
            )

    def add_user(self, user_id: str, *, is_bot: bool = False, **about: Any) -> None:
        """Have somebody be in the workspace who has done nothing yet.

        about: what `users.info` is to say of them, such as is_admin, is_owner or tz.
        """
        with self._workspace.changed:
            self._workspace.add_user(user_id, is_bot=is_bot)
            self._workspace.users[user_id] |= about

    def deactivate(self, user_id: str) -> None:
        """Have somebody leave the company: what they wrote stays, but nobody can write to them."""
        with self._workspace.changed:
            self._workspace.users[user_id]["deleted"] = True
            for channel in self._workspace.channels.values():
                if channel.kind == "channel":
                    channel.members.discard(user_id)

    def user_token(self, user_id: str, scopes: Iterable[str] = ("chat:write",)) -> str:
        """Return a token with which the app acts in the name of a person who consented to it."""
        workspace = self._workspace
        with workspace.changed:
            workspace.add_user(user_id)
            tokens, team = workspace.app.tokens, workspace.team_id
            return tokens.issue("user", set(scopes), team=team, user=user_id).value

    def add_user_group(self, group_id: str, *, members: Iterable[str]) -> None:
        """Put people in a user group, such as `<!subteam^S0MODERATORS>`."""
        with self._workspace.changed:
            self._workspace.user_groups[group_id] = set(members)

    def channel(self, channel_id: str) -> Channel:
        """Return the channel itself: change its members or archive it at will."""
        return self._workspace.channels[channel_id]

    def direct_message(self, *users: str) -> str:
        """Return the id of the bot's conversation with one user or several."""
        with self._workspace.changed:
            for user in users:
                self._workspace.add_user(user)
            return self._workspace.direct_channel(users).id

    def say(
        self,
        channel_id: str,
        text: str,
        *,
        user: str = "U0ALICE",
        thread_ts: str | None = None,
        bot_id: str | None = None,
        subtype: str | None = None,
    ) -> Message:
        """Put a message in a channel and return it.

        text:    as Slack keeps it, with `&`, `<` and `>` as entities; see `typed`.
        user:    "" for what an integration of the old kind says, with subtype bot_message.
        bot_id:  makes it the message of another app.
        subtype: such as thread_broadcast (a reply sent to the channel as well), me_message,
                 file_share or channel_join.
        """
        workspace = self._workspace
        with workspace.changed:
            if user:
                workspace.add_user(user, is_bot=bot_id is not None)
            place = workspace.channels[channel_id]
            if place.kind == "im" and not workspace.app.manifest.people_may_write:
                workspace.violation("manifest: the messages tab lets nobody write to the app")
            return workspace.put(
                Message(
                    ts=workspace.next_ts(),
                    channel=channel_id,
                    user=user,
                    text=text,
                    thread_ts=thread_ts,
                    via="person" if bot_id is None else "app",
                    bot_id=bot_id,
                    subtype=subtype,
                )
            )

    def mention(
        self,
        channel_id: str,
        text: str = "",
        *,
        user: str = "U0ALICE",
        thread_ts: str | None = None,
    ) -> Message:
        """Have a person write `@bot text` and return the message."""
        return self.say(
            channel_id, f"<@{self.bot_user_id}> {text}".strip(), user=user, thread_ts=thread_ts
        )

    def edit(self, message: Message, text: str) -> Message:
        """Have the author change a message; return it as it now stands."""
        with self._workspace.changed:
            second = self._workspace.second()
            return self._workspace.change(message, text=text, edited=True, edited_ts=second)

    def unfurl(self, message: Message, url: str = "https://example.org/") -> Message:
        """Have Slack add the preview of a link: a change that nobody made, of the same text."""
        preview = {"from_url": url, "title": "Example", "text": "What the page says.", "id": 1}
        with self._workspace.changed:
            return self._workspace.change(message, attachments=[*message.attachments, preview])

    def delete(self, message: Message) -> None:
        """Have a person delete a message."""
        with self._workspace.changed:
            self._workspace.remove(message)

    def react(self, message: Message, name: str, *, user: str = "U0ALICE") -> None:
        """Put an emoji on a message: `react(message, "mag")`."""
        with self._workspace.changed:
            self._workspace.add_user(user)
            self._workspace.react(message, name, user)

    def unreact(self, message: Message, name: str, *, user: str = "U0ALICE") -> None:
        """Take an emoji from a message."""
        with self._workspace.changed:
            self._workspace.unreact(message, name, user)

    def invite(self, channel_id: str, user: str | None = None) -> None:
        """Bring somebody into a channel; by default the bot."""
        user = user or self.bot_user_id
        with self._workspace.changed:
            self._workspace.add_user(user)
            channel = self._workspace.channels[channel_id]
            channel.members.add(user)
            self._workspace.happenings.joined(channel, user)

    def open_home(self, user: str = "U0ALICE", *, tab: str = "home") -> None:
        """Have a person open the app's home; the app may publish a view for them then."""
        workspace = self._workspace
        with workspace.changed:
            workspace.add_user(user)
            if tab == "home" and not workspace.app.manifest.home_tab:
                workspace.violation("manifest: the app has no home tab to open")
            event = {
                "type": "app_home_opened",
                "user": user,
                "channel": workspace.direct_channel([user]).id,
                "tab": tab,
            }
            home = workspace.home_of(user) if tab == "home" else None
            workspace.happenings.tell(event | ({"view": home} if home else {}))

    def uninstall(self) -> None:
        """Have an admin remove the app: its tokens are revoked, and it is told so."""
        workspace = self._workspace
        with workspace.changed:
            workspace.is_installed = False
            workspace.app.tokens.revoke(workspace.team_id, error="account_inactive")
            revoked = {"oauth": [], "bot": [workspace.bot_user_id]}
            workspace.happenings.tell({"type": "tokens_revoked", "tokens": revoked})
            workspace.happenings.tell({"type": "app_uninstalled"})

    def consent(
        self,
        address: str,
        *,
        user: str = "U0ALICE",
        allow: bool = True,
        whole_organisation: bool = False,
    ) -> str:
        """Decide on the app's consent page; return where the browser is sent with a code.

        whole_organisation: let the app into all workspaces of the organisation, not only this one.
        """
        query = dict(parse_qsl(urlsplit(address).query))
        with self._workspace.changed:
            wish = self._context.grants.wish(self._workspace.app, query)
            wish = replace(wish, whole_organisation=whole_organisation)
            return destination(self._context, wish, user=user, allowed=allow)

    def _furnish(self) -> None:
        """Begin with one person and one channel, which the bot is in."""
        self.add_channel("C0GENERAL", name="general", members=(self.bot_user_id, "U0ALICE"))
