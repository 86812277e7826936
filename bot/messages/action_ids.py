"""What the buttons and menus are called; each name is in old messages for ever.

The value of a button is the id of what it is about. A menu's options carry more than that:
`bot.messages.choices` writes and reads them.
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
