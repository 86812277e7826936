"""The record of moderation, for whoever answers for it: verified, replayed, exported.

python -m bot.audit verify     is it as it was written?
python -m bot.audit replay ID  does the model still say what it is on record for?
python -m bot.audit export     as a table or as JSON
"""

from bot.audit.exporting import FORMATS, Format, export

__all__ = ["FORMATS", "Format", "export"]
