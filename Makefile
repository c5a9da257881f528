# The two commands that a fresh machine with Go needs: make demo, make test.
GO ?= go
export CGO_ENABLED = 0

.PHONY: demo test build lint peers race fuzz sigma sigma-long cross reference clean

# Builds, assesses a simulated company and writes demo/report.html.
demo: build
	bin/bonafide demo

# Runs every test.
test:
	$(GO) test ./...

build:
	$(GO) build -trimpath -o bin/bonafide ./cmd/bonafide

# The linters, at the versions that CI uses.
lint:
	$(GO) vet ./...
	$(GO) run mvdan.cc/gofumpt@v0.12.0 -l . | (! grep .)
	$(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...

# The module of the other Sigma engines that the benchmark compares with, which is no part of
# the product's module.
peers:
	cd cmd/benchmark/peers && $(GO) vet ./... && $(GO) build -trimpath -o /dev/null . && \
		$(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...

# The race detector; -short leaves out repetitions that cannot race.
race:
	CGO_ENABLED=1 $(GO) test -race -short -timeout 30m ./...

# Fuzzes every parser of foreign input; FUZZRUNS=10000000x for a long run.
FUZZRUNS ?= 100000x
fuzz:
	./scripts/fuzz $(FUZZRUNS)

# Sigma rules: the compiled matcher against the plain evaluation on PAIRS random pairs of rule
# and event, and what public rules and events in DATA say of verdicts and speed.
PAIRS ?= 1000000
DATA ?= ../shared/data
SIGMA_EVENTS = $(wildcard $(DATA)/events/*.ndjson.gz)
sigma:
	$(GO) test ./sigma/match -run TestSameAsPlain -pairs $(PAIRS) -timeout 4h
	@if [ -d $(DATA)/sigma ]; then set -x; \
		$(GO) run ./cmd/benchmark sigma-cases --data $(DATA)/sigma && \
		$(GO) run ./cmd/benchmark sigma --rules $(DATA)/sigma/rules.zip $(SIGMA_EVENTS:%=--events %) $(SIGMA_FLAGS); \
	else echo "no public rules in $(DATA)/sigma: their cases and their speed are not looked at"; fi
SIGMA_FLAGS ?= --counts 100,0 --events-least 5000 --seconds 0.3 --peers=false

# The same at length, beside the other engines: the figures of docs/design/measurements.md.
sigma-long:
	$(MAKE) sigma PAIRS=10000000 SIGMA_FLAGS=

# Builds for every platform that is promised.
cross:
	for os in linux darwin windows; do for arch in amd64 arm64; do \
		GOOS=$$os GOARCH=$$arch $(GO) build -trimpath -o /dev/null ./cmd/bonafide || exit 1; done; done

# Makes the generated reference pages again.
reference:
	$(GO) test ./app -run TestReferenceIsCurrent -update

clean:
	rm -rf bin demo
