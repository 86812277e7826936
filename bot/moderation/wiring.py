"""The parts of moderation, put together for one process."""

from __future__ import annotations

from collections.abc import Mapping

from bot.durable.careful import Careful
from bot.durable.engine import Engine, Workflow
from bot.jobs import FLAG, GIVE_UP, REVIEW, SHOW, SHOW_WAITING, Jobs
from bot.models import Models
from bot.moderation.cases.board import Board
from bot.moderation.cases.desk import Desk
from bot.moderation.cases.looking import Looking
from bot.moderation.cases.reviewing import Reviewing, Work
from bot.moderation.flags.assessing import Assessing
from bot.moderation.flags.flagging import Flagging, show_waiting
from bot.moderation.flags.following import Following
from bot.moderation.flags.opening import Opening
from bot.moderation.flags.scoring import Scoring
from bot.moderation.moderation import Moderation
from bot.moderation.roles import Roles
from bot.moderation.rules import Rules
from bot.outgoing.clients import Clients
from bot.outgoing.delivery import Delivery
from bot.outgoing.originals import Originals
from bot.settings import Settings
from bot.store import Store


def moderation_for(
    settings: Settings,
    store: Store,
    clients: Clients,
    *,
    engine: Engine,
    jobs: Jobs,
    models: Models,
    originals: Originals,
    here: bool,
) -> Moderation:
    """Return what listeners hand over to.

    here: whether this process may load models.
    """
    rules = Rules(store, settings, usable=models.usable)
    roles = Roles(clients, rules)
    return Moderation(
        rules=rules,
        roles=roles,
        scoring=Scoring(models, here=here),
        looking=Looking(store, roles, originals),
        flagging=Flagging(engine, jobs, store, rules),
        jobs=jobs,
    )


def desk_for(
    moderation: Moderation, store: Store, delivery: Delivery, originals: Originals
) -> Desk:
    """Return what the jobs work with."""
    return Desk(
        store=store,
        rules=moderation.rules,
        roles=moderation.roles,
        board=Board(store, moderation.rules, delivery, originals),
        delivery=delivery,
        originals=originals,
    )


def jobs_of(
    desk: Desk,
    models: Models,
    careful: Careful,
    *,
    flagging: Flagging,
    others: Mapping[str, Work],
    after: Work,
) -> dict[str, Workflow]:
    """Return the jobs about flags and cases, by name.

    others: what else the job "review" does, by the kind of action.
    after:  what follows a click that was not made on a case's message.
    """
    assessing = Assessing(models, desk.rules, desk.delivery, desk.store, careful)
    opening = Opening(desk, assessing, Following(desk, assessing))
    reviewing = Reviewing(desk, others=others, after=after)
    return {
        FLAG: opening.flag,
        SHOW: opening.show,
        SHOW_WAITING: lambda team: show_waiting(flagging, team),
        REVIEW: reviewing.act,
        GIVE_UP[FLAG]: opening.give_up,
        GIVE_UP[REVIEW]: reviewing.give_up,
    }
