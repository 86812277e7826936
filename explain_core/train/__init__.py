"""Fine-tune a classifier that explains itself well: `python -m explain_core.train --help`."""
