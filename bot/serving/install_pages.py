"""What people read while they install the app: pages in plain words, with everything escaped."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

STYLE = """
:root { color-scheme: light dark; }
body { font: 1.1rem/1.5 system-ui, sans-serif; margin: 12vh auto; max-width: 34rem;
  padding: 0 1rem }
h1 { font-size: 1.6rem }
a.button { background: #2c3e50; border-radius: .4rem; color: #fff; display: inline-block;
  margin: .4rem .6rem .4rem 0; padding: .6rem 1.2rem; text-decoration: none }
"""

# Relative: in front of the bot there may be a server that adds to its paths.
START_AGAIN = ("install", "Start again")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an installation did not come about, and what its reader can do."""

    status: int
    title: str
    sentences: tuple[str, ...]


CANCELLED = Problem(
    200,
    "Nothing was installed",
    ("Slack says that the app was not let in.", "If that was not intended, start again."),
)
OTHER_BROWSER = Problem(
    400,
    "This installation was not begun here",
    (
        "It has to begin and to end in the same browser, with cookies allowed.",
        "If you reloaded the last page: what was installed then still is. Otherwise, please start "
        "again.",
    ),
)
EXPIRED = Problem(
    400,
    "This link does not work any more",
    ("It works once, and for ten minutes.", "Please start again."),
)
WHOLE_ORGANISATION = Problem(
    400,
    "Please choose one workspace",
    (
        "This app is installed in one workspace at a time, not in a whole organisation. "
        "I have given back the access to the organisation.",
        "Please start again, and choose a workspace where Slack offers the choice.",
    ),
)
SLACK_SILENT = Problem(
    503,
    "Slack does not answer",
    ("The installation could not be finished.", "Please start again in a few minutes."),
)
STORE_SILENT = Problem(
    503,
    "I cannot remember anything right now",
    (
        "My database cannot be reached, so the installation could not be finished.",
        "Please start again in a few minutes. If it stays like this, tell whoever runs this app.",
    ),
)
BROKEN = Problem(
    500,
    "Something went wrong on my side",
    (
        "The installation could not be finished.",
        "Please start again. If it stays like this, tell whoever runs this app.",
    ),
)


def refused(code: str) -> Problem:
    """Return what to say where Slack has a reason that only the app's owner can remove."""
    return Problem(
        400,
        "Slack does not let me in",
        (f"Its reason is: {code}.", "Please tell whoever runs this app, and start again later."),
    )


def welcome(authorize_url: str) -> str:
    """Return the page with which an installation begins."""
    return _page(
        "Add explain to Slack",
        (
            "Type /explain and a text: the channel sees the label that a model gives the text, "
            "how probable the model finds it, and which words made the difference.",
            "Texts are sent to the server on which this app runs, and nowhere else. "
            "Removing the app from a workspace deletes everything that it knows from there.",
            "Slack will show you what the app may do, and asks whether you agree.",
        ),
        ((authorize_url, "Add to Slack"),),
    )


def installed(*, team_id: str, team: str, app_id: str) -> str:
    """Return the page with which an installation ends well."""
    return _page(
        f"explain is in {team}" if team else "explain is in your workspace",
        (
            "Try it in any channel: /explain bugs are smart animals",
            "In a private channel, invite it first: /invite @explain",
        ),
        (
            (f"slack://app?team={team_id}&id={app_id}", "Open Slack"),
            (f"https://app.slack.com/client/{team_id}", "Open Slack in the browser"),
        ),
    )


def failed(problem: Problem) -> str:
    return _page(problem.title, problem.sentences, (START_AGAIN,))


def _page(title: str, sentences: tuple[str, ...], links: tuple[tuple[str, str], ...]) -> str:
    paragraphs = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
    buttons = "".join(
        f'<a class="button" href="{escape(address)}">{escape(label)}</a>'
        for address, label in links
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="icon" href="data:,"><style>{STYLE}</style>'
        f"</head><body><main><h1>{escape(title)}</h1>{paragraphs}<p>{buttons}</p></main>"
        "</body></html>"
    )
