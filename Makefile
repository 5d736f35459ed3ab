# Xiaobao. Two commands do everything on a fresh machine: `make run` and `make test`.

DATA    ?= var
BRAIN   := .venvs/brain/bin/python
DESK    := .venvs/desk/bin/python
UV      := $(shell command -v uv || echo .tools/bin/uv)
MODEL   := models/brain.tar.gz
# What is built for browsers: the chat page, and the console's script and style.
PAGES   := connectors/webchat/page desk/console/assets
BUILT   := $(PAGES:%=%/dist/.done)
SOURCES := domain.yml config.yml bot/importer.py $(shell find data/nlu data/rules data/stories -type f -name '*.yml') $(shell find bot/nlu -type f -name '*.py')
# Pages are built with the machine's Node, or where there is none (or an old one) with one from the package registry.
HAS_NODE := $(shell node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' 2>/dev/null && command -v npm)
NODE     := $(if $(HAS_NODE),,.tools/node/.done)
NPM      := PATH="$(CURDIR)/.tools/node/bin:$$PATH" npm

export XIAOBAO_DATA := $(DATA)
export RASA_TELEMETRY_ENABLED := false
export PYTHONUNBUFFERED := 1
export TF_CPP_MIN_LOG_LEVEL := 2

.PHONY: bench-lists $(shell grep -oE '^[a-z-]+:' $(firstword $(MAKEFILE_LIST)) | tr -d ':')

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

run: .venvs/brain/.done .venvs/desk/.done $(MODEL) $(BUILT) ## build what is missing, start brain, actions and desk, print the addresses of chat page and console
	@$(DESK) -m operations.run

states: .venvs/desk/.done ## write docs/case-states.md from the state table
	@$(DESK) -m desk.cases.state_table

chat: .venvs/brain/.done .venvs/desk/.done $(MODEL) ## the assistant in the terminal (uses a running `make run`, or starts its own processes)
	@$(DESK) -m operations.chat

shell: .venvs/brain/.done .venvs/desk/.done $(MODEL) ## `rasa shell` with the action server and the case backend beside it
	@$(DESK) -m operations.shell

rotate-key: .venvs/desk/.done ## a new encryption key, everything sealed anew; ARGS=--restarted, then ARGS="--retire --restarted" (docs/architecture.md)
	@$(DESK) -m desk.privacy.rotate $(ARGS)

person: .venvs/desk/.done ## one person's data: ARGS="export --phone +86… --zip FILE" or ARGS="erase --case NUMBER --reason …"
	@$(DESK) -m desk.privacy.person $(ARGS)

train: .venvs/brain/.done ## train the model now
	@$(MAKE) --no-print-directory -B $(MODEL)

$(MODEL): $(SOURCES) | .venvs/brain/.done
	@mkdir -p models
	@echo "training the model (its sources are newer than it, or it is missing)"
	@PYTHONWARNINGS=ignore TQDM_DISABLE=1 $(BRAIN) -m rasa train --skip-validation --out models --fixed-model-name brain
	@touch $(MODEL)

page: $(BUILT) ## build the chat page and the console's assets (done by `make run` when their sources are newer)

check: .venvs/brain/.done .venvs/desk/.done $(PAGES:%=%/node_modules/.done) ## lint, format and types
	@$(DESK) -m ruff check .
	@$(DESK) -m ruff format --check .
	@$(DESK) -m mypy
	@$(BRAIN) -m mypy --config-file bot/mypy.ini bot bench/brain
	@for page in $(PAGES); do (cd $$page && $(NPM) run --silent check) || exit 1; done

format: .venvs/desk/.done $(PAGES:%=%/node_modules/.done) ## put the code into its one format
	@$(DESK) -m ruff check --fix .
	@$(DESK) -m ruff format .
	@for page in $(PAGES); do (cd $$page && $(NPM) run --silent format) || exit 1; done

# What wants the processors for itself: the real processes, and reading photographs.
ALONE := tests/end_to_end tests/cluster tests/desk/photos tests/photos
test: export XIAOBAO_REQUIRE ?= brain,browser
test: check test-tools $(MODEL) $(BUILT) ## lint, types and every test, those with the real processes included
	@$(BRAIN) -m pytest tests/bot
	@$(DESK) -m pytest tests --ignore=tests/bot $(ALONE:%=--ignore=%) --numprocesses auto --dist loadfile
	@$(DESK) -m pytest $(ALONE)

fuzz: test-tools ## hostile input with many more and ever other examples than `make test` tries (hours): for a nightly job
	@HYPOTHESIS_PROFILE=thorough $(DESK) -m pytest tests/fuzz tests/desk/fuzz

test-cluster: .venvs/brain/.done .venvs/desk/.done test-tools $(MODEL) ## two desks, two brains, PostgreSQL, Redis and the proxies: parts are killed and replaced under load
	@$(DESK) -m pytest tests/cluster --durations=0

test-tools: .venvs/desk/.done ## install what tests need beyond Python, where that is allowed
	@$(DESK) -m operations.test_tools

eval: .venvs/brain/.done .venvs/desk/.done $(MODEL) ## FILE=messages.jsonl OUT=predictions.jsonl: what the shipped assistant decides
	@$(BRAIN) -m bot.parse < $(FILE) | $(DESK) -m actions.answering.evaluate > $(OUT)

teach-export: .venvs/desk/.done ## what was reviewed in the console, as a batch for the training data; ARGS="--drop N" leaves one out
	@$(DESK) -m desk.review $(ARGS)

teach: .venvs/brain/.done .venvs/desk/.done ## train on what was exported, compare, take the model up or refuse it; ARGS="--force" | "--rollback"
	@$(DESK) -m operations.teach $(ARGS)

knowledge: .venvs/desk/.done ## what is published, oldest and least certain first; ARGS="--older-than 180 --confidence B"
	@$(DESK) -m actions.knowledge.listing $(ARGS)

recompute-clocks: .venvs/desk/.done ## count running legal periods again after the calendar file changed (a start does it too)
	@$(DESK) -m desk.clocks.recompute

client: .venvs/desk/.done ## ARGS="add NAME --scope cases:read" | list | "revoke NAME" | "rotate NAME": who may call the case API
	@$(DESK) -m desk.clients $(ARGS)

staff: .venvs/desk/.done ## ARGS="add NAME --role admin" | list | "disable NAME" | "reset NAME": who works in the console
	@$(DESK) -m desk.staff $(ARGS)

doctor: .venvs/desk/.done ## is everything as it must be? one line a check; ARGS=--json for programs; exit code 1: something to mind, 2: something is broken
	@$(DESK) -m operations.doctor $(ARGS)

audit: .venvs/desk/.done ## are packages pinned, are advisories known against them (OSV), does a secret lie in the tree? ARGS=--require-advisories
	@$(DESK) -m operations.audit $(ARGS)

backup: .venvs/desk/.done ## a backup below XIAOBAO_BACKUPS, while everything runs; ARGS="--keys FILE" writes the keys apart
	@$(DESK) -m desk.backup make $(ARGS)

restore: .venvs/desk/.done ## FROM=FOLDER: make a desk of a backup; the target must be empty
	@$(DESK) -m desk.backup restore $(FROM)

verify-audit: .venvs/desk/.done ## does the audit log hold, from its first entry to its last? ARGS="--anchor SEQ:HASH"
	@$(DESK) -m desk.audit verify $(ARGS)

import-agencies: .venvs/desk/.done ## FILE=agencies.csv: bring agencies (or platforms' homes) into the register; see data/agencies/README.md
	@$(DESK) -m desk.agencies.importing $(FILE)

eval-narratives: .venvs/desk/.done ## FILE=narratives.jsonl OUT=slots.jsonl: what is read out of a story
	@$(DESK) -m actions.intake.extraction.evaluate $(FILE) > $(OUT)

eval-photos: test-tools ## how well the fields of rendered receipts, orders and invoices are read
	@$(DESK) -m tests.photos.evaluate

replay: .venvs/brain/.done .venvs/desk/.done $(MODEL) ## FILE=narratives.jsonl: each story through web chat by a scripted consumer
	@$(DESK) -m operations.replay $(FILE)

bench-understanding: .venvs/brain/.done .venvs/desk/.done .venvs/bench/.done ## FILE=messages.jsonl: this pipeline beside Rasa's default and others: accuracy, time, memory
	@$(DESK) -m bench.understanding $(FILE)

trade-off: .venvs/brain/.done .venvs/desk/.done $(MODEL) ## FILE=messages.jsonl: what each threshold buys and costs
	@$(DESK) -m bench.trade_off $(FILE)

cross-validation: .venvs/brain/.done ## five-fold, over the project's own training sentences
	@PYTHONWARNINGS=ignore $(BRAIN) -m bench.brain.cross_validation

bench: .venvs/brain/.done .venvs/desk/.done $(MODEL) ## turn latency through web chat, next to Rasa's starter assistant
	@$(DESK) -m bench.turns

bench-filings: .venvs/desk/.done test-tools ## filings a second beside a bare INSERT of the same rows, and what sealing costs
	@$(DESK) -m bench.filings

bench-lists: .venvs/desk/.done test-tools ## pages, searches and figures at 1,000, 100,000 and 1,000,000 cases (some minutes)
	@$(DESK) -m bench.lists

bench-insight: .venvs/desk/.done test-tools ## the page of numbers at 100,000 conversations and a million messages, beside a bare count
	@$(DESK) -m bench.insight

bench-race: .venvs/desk/.done test-tools ## 200 filings × 8 callers while the desk is killed between commit and reply
	@$(DESK) -m bench.filing_race

bench-wechat: .venvs/brain/.done .venvs/desk/.done $(MODEL) ## what 50 people on WeChat wait for, and what the way to the brain adds
	@$(DESK) -m bench.wechat

bench-streams: .venvs/desk/.done ## open pages one desk process holds
	@$(DESK) -m bench.streams

bench-inbox: .venvs/desk/.done ## how late staff hear of a message: 200 conversations, 20 streams, beside a bare stream
	@$(DESK) -m bench.inbox

bench-photos: .venvs/brain/.done $(MODEL) test-tools ## what reading photographs costs those who chat meanwhile
	@$(DESK) -m bench.photos

wechat-check: .venvs/desk/.done ## what is wrong with the settings of the WeChat account, in plain words
	@$(DESK) -m connectors.wechat.check

wechat-menu: .venvs/desk/.done ## make the menu of the WeChat account; FILE=menu.yml: another than connectors/wechat/menu.yml
	@$(DESK) -m connectors.wechat.menu $(FILE)

bench-page: .venvs/desk/.done $(BUILT) test-tools ## what opening the chat page costs on a slow phone: bytes, first paint, ready to use
	@$(DESK) -m bench.page

bench-burst: .venvs/brain/.done .venvs/desk/.done $(MODEL) ## ten times as many people as can be answered write at once: who is sent away, who waits how long, recovery
	@$(DESK) -m bench.burst

dead-letters: .venvs/desk/.done ## what could not be sent; ARGS="--retry ID" has one tried again
	@$(DESK) -m desk.outbox.dead $(ARGS)

screenshots: .venvs/brain/.done .venvs/desk/.done $(MODEL) $(BUILT) test-tools ## the pictures of the README, and the page in every dress under docs/images/page
	@$(DESK) -m operations.screenshots

clean: ## remove the environments, the model and caches; the data folder stays
	rm -rf .venvs .tools models results $(PAGES:%=%/node_modules) $(PAGES:%=%/dist) .pytest_cache .mypy_cache .ruff_cache .rasa
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

lock: $(UV) ## renew the lock files from their .in files
	$(UV) pip compile -q --python-version 3.10 --generate-hashes --no-emit-index-url --no-header environments/brain.in -o environments/brain.lock
	$(UV) pip compile -q --python-version 3.12 --generate-hashes --no-emit-index-url --no-header environments/desk.in -o environments/desk.lock
	$(UV) pip compile -q --no-deps --python-version 3.10 --generate-hashes --no-emit-index-url --no-header environments/bench.in -o environments/bench.lock
	$(UV) pip compile -q --python-version 3.12 --generate-hashes --no-emit-index-url --no-header environments/node.in -o environments/node.lock

.tools/bin/uv:
	@echo "uv is not here: bringing it"
	@python3 -m venv .tools
	@.tools/bin/pip install -q "uv>=0.8"

.venvs/brain/.done: environments/brain.lock | $(UV)
	@echo "building the brain's environment (Rasa 3.6 on Python 3.10; the first time this takes some minutes)"
	@$(UV) venv -q --clear --python 3.10 .venvs/brain
	@VIRTUAL_ENV=.venvs/brain $(UV) pip sync -q --require-hashes environments/brain.lock
	@touch $@

.venvs/bench/.done: environments/bench.lock | $(UV)
	@rm -rf .venvs/bench
	@$(UV) pip install -q --python-version 3.10 --no-deps --require-hashes --target .venvs/bench -r environments/bench.lock
	@touch $@

.venvs/desk/.done: environments/desk.lock | $(UV)
	@echo "building the environment of desk and actions (Python 3.12)"
	@$(UV) venv -q --clear --python 3.12 .venvs/desk
	@VIRTUAL_ENV=.venvs/desk $(UV) pip sync -q --require-hashes environments/desk.lock
	@touch $@

.tools/node/.done: environments/node.lock | $(UV)
	@echo "Node 20.19 or newer is not here: bringing it"
	@$(UV) venv -q --clear --python 3.12 .tools/node
	@VIRTUAL_ENV=.tools/node $(UV) pip sync -q --require-hashes environments/node.lock
	@touch $@

define page_rules
$(1)/node_modules/.done: $(1)/package.json $(1)/package-lock.json $(1)/.npmrc | $(NODE)
	@echo "bringing what $(1) is built with"
	@cd $(1) && $$(NPM) ci --silent
	@touch $$@

$(1)/dist/.done: $(shell find $(1) \( -name node_modules -o -name dist \) -prune -o -type f -print) $(1)/node_modules/.done
	@echo "building $(1) (its sources are newer than what was built, or it is missing)"
	@cd $(1) && $$(NPM) run --silent build
	@touch $$@
endef
$(foreach page,$(PAGES),$(eval $(call page_rules,$(page))))
