"""What moderators decide about a case, and how they share the work on it."""

from __future__ import annotations

from typing import Any

from bot.action import Action
from bot.errors import DeliveryError, StepFailed
from bot.markup import mrkdwn, plain
from bot.messages.blocks import section
from bot.messages.message import Message
from bot.messages.review.deciding import asked_for_help, own_decision
from bot.messages.review.telling import person, said_in_full
from bot.moderation.cases.board import now
from bot.moderation.cases.case import Case, Mark, Verdict
from bot.moderation.cases.choice import Choice, marks_of, read
from bot.moderation.cases.desk import Desk, NotYours, TooLate
from bot.request import hashed_id

NEEDS_NOTE = "Here a note is wanted from whoever overrules a flag. Choose *Overrule, with a note…*"
NO_VERSION = "This button is not one that I know (any more). Use the ones below the case."
NOT_A_MODERATOR = "They are no moderator here, so they cannot be asked. Choose somebody else."
NOT_YOURSELF = "You cannot ask yourself: choose a colleague."
NOT_THEM = "They cannot be asked about this case: choose somebody else."
NO_WORDS = "The text is not kept any more, so no words of it can be marked."


class Deciding:
    """Verdicts, claims, questions and marked words; each raises TooLate if another was faster."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def agree(self, action: Action, case: Case) -> Case:
        return self._judge(action, case, "agree")

    def overrule(self, action: Action, case: Case) -> Case:
        return self._judge(action, case, "overrule")

    def decide(
        self, action: Action, case: Case, verdict: Verdict, *, version: int, note: str = ""
    ) -> Case:
        """Return the case with a verdict.

        Raises: TooLate if it was decided or changed since that version; StepFailed.
        """
        if verdict == "overrule" and not note and self._desk.rules.of(case.team).note_required:
            raise StepFailed(NEEDS_NOTE)
        if case.version == version:
            self._need_undecided(action, case)
        return self._desk.change(
            case,
            "decided",
            version=version,
            by=action,
            fields={**self._desk.shown_to(case), "verdict": verdict},
            told={"note": note},
            state="decided",
            verdict=verdict,
            decided_by=action.user,
            decided=now(),
            note=note,
            claimed_by="",
            colleague="",
        )

    def claim(self, action: Action, case: Case) -> Case:
        """Take a case to look at; a second look is not for who had the first one."""
        version = version_of(read(action.value))
        if case.version == version:
            self._need_free(action, case)
            if case.state == "appealed" and case.decided_by == action.user:
                raise NotYours(own_decision())
        return self._desk.change(
            case, "claimed", version=version, by=action, claimed_by=action.user
        )

    def release(self, action: Action, case: Case) -> Case:
        """Let others decide again; any moderator may do so where somebody has gone home."""
        version = version_of(read(action.value))
        if case.version == version and not case.claimed_by:
            raise TooLate(case)
        return self._desk.change(case, "released", version=version, by=action, claimed_by="")

    def unsure(self, action: Action, case: Case) -> Case:
        """Ask a colleague, or whoever reads it, and let the case wait for them."""
        choice = read(action.value)
        version, colleague = version_of(choice), choice.text("colleague")
        if case.version == version:
            self._need_undecided(action, case)
        if colleague == action.user:
            raise StepFailed(NOT_YOURSELF)
        if colleague and colleague == case.decided_by:
            raise StepFailed(NOT_THEM)
        if colleague and not self._desk.roles.may_review(case, colleague):
            raise StepFailed(NOT_THEM if colleague == case.author else NOT_A_MODERATOR)
        changed = self._desk.change(
            case,
            "asked_colleague",
            version=version,
            by=action,
            told={"colleague": colleague, "note": choice.text("note")},
            colleague=colleague,
            claimed_by="",
        )
        self._ask(action, changed, colleague, note=choice.text("note"))
        return changed

    def words(self, action: Action, case: Case) -> Case:
        """Keep which words matter and which were wrongly blamed, before or after the verdict."""
        choice = read(action.value)
        if not case.has_text:
            raise StepFailed(NO_WORDS)
        marks = _within(choice.marks or (), case.text)
        return self._desk.change(
            case,
            "marked",
            version=version_of(choice),
            by=action,
            fields={"marks": marks_of(marks)},
            told={"words": ", ".join(case.text[mark.start : mark.end] for mark in marks)},
            marks=marks,
        )

    def _judge(self, action: Action, case: Case, verdict: Verdict) -> Case:
        choice = read(action.value)
        return self.decide(
            action, case, verdict, version=version_of(choice), note=choice.text("note")
        )

    def _need_undecided(self, action: Action, case: Case) -> None:
        """Refuse what comes after a verdict, or while somebody else is looking at the case."""
        if case.state == "appealed":
            raise TooLate(case)
        self._need_free(action, case)

    def _need_free(self, action: Action, case: Case) -> None:
        if not case.can_be_decided or case.claimed_by not in ("", action.user):
            raise TooLate(case)

    def _ask(self, action: Action, case: Case, colleague: str, *, note: str) -> None:
        identifier = hashed_id("ask", action.id)
        if not colleague:
            self._desk.say_below(case, _question(action.user, note), identifier=identifier)
            return
        link = self._desk.board.link_to(case)
        message = asked_for_help(case, action.user, link=link, note=note)
        try:
            self._desk.write(case, colleague, message, identifier=identifier)
        except DeliveryError:
            # Below the case they are named, which rings them as well.
            question = _question(action.user, note, colleague=colleague)
            self._desk.say_below(case, question, identifier=identifier)


def version_of(choice: Choice) -> int:
    """Return which version was seen; a click that does not say so is no click on one of ours."""
    if choice.version is None:
        raise StepFailed(NO_VERSION)
    return choice.version


def _within(marks: tuple[Mark, ...], text: str) -> tuple[Mark, ...]:
    """Return the marks that lie within the text; a word that is marked twice counts once."""
    found: dict[tuple[int, int], Mark] = {}
    for mark in marks:
        if mark.end <= len(text) and text[mark.start : mark.end].strip():
            found.setdefault((mark.start, mark.end), mark)
    return tuple(found.values())


def _question(asker: str, note: str, *, colleague: str = "") -> Message:
    whom = f"{person(colleague)}, what" if colleague else "What"
    sentence = f"{person(asker)} is not sure about this case. {whom} do you think?"
    blocks: list[dict[str, Any]] = [section(mrkdwn(sentence))]
    if note:
        blocks.append(section(plain(said_in_full(note))))
    return Message(sentence, blocks)
