"""What Alembic runs for each command: the migrations, in the transaction it was given."""

from alembic import context

from bot.store.migrating import VERSION_TABLE
from bot.store.schema import PREFIX, Base


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or (name or "").startswith(PREFIX)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    include_name=_is_ours,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
