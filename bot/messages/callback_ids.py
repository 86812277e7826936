"""What the windows about moderation are called when somebody sends them off.

The `private_metadata` of one that is about a case is the value of the button that opened it.
"""

from __future__ import annotations

SEND_TO_REVIEW = "send_to_review"
AGREE_WITH_NOTE = "case_agree_note"
OVERRULE_WITH_NOTE = "case_overrule_note"
ASK_COLLEAGUE = "case_ask"
MARK_WORDS = "case_words"
WARN = "case_warn"
APPEAL = "case_appeal"

SETTINGS = "moderation_settings"
ROUTE = "moderation_route"
TRY_THRESHOLDS = "moderation_thresholds"
SWITCH_THRESHOLDS = "moderation_thresholds_switch"
EXPORT = "moderation_export"
