"""What the buttons and menus are called; each name is in old messages for ever.

The value of a button is the id of what it is about. A menu's options carry more than that:
`bot.messages.choices` writes and reads them. The buttons of a case carry the version that was seen
as well; `bot.messages.review.values` writes and reads those.
"""

from __future__ import annotations

# On an answer. Values: the explanation's id.
AGREE = "agree"
DISAGREE = "disagree"
EDIT = "edit"
LABEL = "label"
SHARE = "share"
MORE = "more"

# On a failed request (value: the request's id) and a quick check (value: the draft's id).
RETRY = "retry"
EXPLAIN = "explain"

# In the App Home.
EXAMPLE = "example"
OPEN_MODAL = "open_modal"
SET_MODEL = "set_model"
SET_VISIBILITY = "set_visibility"
SET_LANGUAGE = "set_language"
FORGET = "forget"
DETAILS = "details"

# Below an answer: sends the text to the moderators. Value: the explanation's id.
SEND_TO_REVIEW = "send_to_review"

# On a case: its message, its window, its line in the queue.
CASE_AGREE = "case_agree"
CASE_OVERRULE = "case_overrule"
CASE_UNSURE = "case_unsure"
CASE_CLAIM = "case_claim"
CASE_RELEASE = "case_release"
CASE_WORDS = "case_words"
CASE_CONTEXT = "case_context"
CASE_SHOW = "case_show"
CASE_MORE = "case_more"
CASE_LOOK = "case_look"

# What to do about a message that breaks a rule.
CASE_NOTHING = "case_nothing"
CASE_WARN = "case_warn"
CASE_HIDE = "case_hide"
CASE_DELETE = "case_delete"

# The author's second look: asking for it, and answering.
CASE_APPEAL = "case_appeal"
CASE_UPHOLD = "case_appeal_upheld"
CASE_GRANT = "case_appeal_granted"

# The moderators' queue in the App Home.
QUEUE_STATE = "queue_state"
QUEUE_LABEL = "queue_label"
QUEUE_CHANNEL = "queue_channel"
QUEUE_BEFORE = "queue_before"
QUEUE_AFTER = "queue_after"
QUEUE_ALIKE = "queue_alike"
QUEUE_ALL = "queue_all"
BULK_AGREE = "case_bulk_agree"
BULK_OVERRULE = "case_bulk_overrule"
SET_BLUR = "set_blur"

# What admins set. Values: the number of the route; the learned model's id.
OPEN_SETTINGS = "moderation_settings"
OPEN_ROUTES = "moderation_routes"
OPEN_THRESHOLDS = "moderation_thresholds"
OPEN_LEARNING = "moderation_learning"
OPEN_EXPORT = "moderation_export"
ADD_ROUTE = "route_add"
REMOVE_ROUTE = "route_remove"
LEARN = "learn"
LEARNED_ON = "learned_on"
LEARNED_KEEP = "learned_keep"
LEARNED_BACK = "learned_back"
