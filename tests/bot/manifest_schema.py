"""What Slack accepts as a manifest, as a JSON schema: the parts that this app's manifest uses.

The limits are those of the schema that Slack publishes at
https://github.com/slackapi/manifest-schema. To check the manifest against that file itself:

    python -m tests.bot.manifest_schema path/to/manifest.schema.1.0.0.json
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

from tests.slack.manifest import MANIFEST

Schema = dict[str, Any]

BOOLEAN: Schema = {"type": "boolean"}
PARAMETER_TYPES = (
    "string",
    "number",
    "integer",
    "boolean",
    "slack#/types/channel_id",
    "slack#/types/user_id",
)


def text(least: int, most: int, pattern: str = "") -> Schema:
    schema: Schema = {"type": "string", "minLength": least, "maxLength": most}
    return schema | ({"pattern": pattern} if pattern else {})


def several(items: Schema, *, least: int = 0, most: int) -> Schema:
    bounds = {"minItems": least, "maxItems": most}
    return {"type": "array", "items": items, "uniqueItems": True, **bounds}


def record(required: Sequence[str] = (), **properties: Schema) -> Schema:
    """Return the schema of an object with these properties and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def named(values: Schema, *, most: int) -> Schema:
    """Return the schema of an object with names of one's own choice."""
    return {"type": "object", "additionalProperties": values, "maxProperties": most}


PARAMETER = record(
    ("type", "name"),
    type={"enum": list(PARAMETER_TYPES)},
    name=text(1, 255),
    title=text(1, 255),
    description=text(1, 255),
    is_required=BOOLEAN,
)

SCHEMA = record(
    ("display_information",),
    _metadata=record(major_version={"const": 1}, minor_version={"type": "integer"}),
    display_information=record(
        ("name",),
        name=text(1, 35),
        description=text(1, 140),
        long_description=text(175, 4000),
        background_color=text(4, 7, "^#([0-9a-fA-F]{3}){1,2}$"),
    ),
    features=record(
        app_home=record(
            home_tab_enabled=BOOLEAN,
            messages_tab_enabled=BOOLEAN,
            messages_tab_read_only_enabled=BOOLEAN,
        ),
        bot_user=record(("display_name",), display_name=text(1, 80), always_online=BOOLEAN),
        shortcuts=several(
            record(
                ("name", "type", "callback_id", "description"),
                name=text(1, 24),
                type={"enum": ["message", "global"]},
                callback_id=text(1, 255),
                description=text(1, 150),
            ),
            least=1,
            most=10,
        ),
        slash_commands=several(
            record(
                ("command", "description"),
                command=text(2, 32, "^/"),
                description=text(1, 2000),
                usage_hint=text(1, 1000),
                should_escape=BOOLEAN,
            ),
            least=1,
            most=50,
        ),
    ),
    oauth_config=record(
        scopes=record(
            bot=several(text(1, 50), most=255), bot_optional=several(text(1, 50), most=255)
        ),
    ),
    settings=record(
        event_subscriptions=record(bot_events=several(text(1, 50), most=100)),
        interactivity=record(("is_enabled",), is_enabled=BOOLEAN),
        org_deploy_enabled=BOOLEAN,
        socket_mode_enabled=BOOLEAN,
        token_rotation_enabled=BOOLEAN,
        function_runtime={"const": "remote"},
    ),
    functions=named(
        record(
            ("title", "description", "input_parameters", "output_parameters"),
            title=text(1, 255),
            description=text(1, 255),
            input_parameters=named(PARAMETER, most=50),
            output_parameters=named(PARAMETER, most=50),
        ),
        most=50,
    ),
)


def mistakes(manifest: Mapping[str, Any], schema: Mapping[str, Any] = SCHEMA) -> list[str]:
    """Return what the schema says against the manifest: "features.shortcuts.0.name: ..."."""
    errors = Draft7Validator(schema).iter_errors(manifest)
    return [f"{'.'.join(map(str, error.absolute_path))}: {error.message}" for error in errors]


if __name__ == "__main__":
    published = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    found = mistakes(json.loads(MANIFEST.read_text(encoding="utf-8")), published)
    print("\n".join(found) or "manifest.json is valid")
    sys.exit(bool(found))
