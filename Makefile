# The two commands that a fresh machine with Go needs: make demo, make test.
GO ?= go
export CGO_ENABLED = 0

.PHONY: demo test build lint race fuzz cross reference clean

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

# The race detector; -short leaves out repetitions that cannot race.
race:
	CGO_ENABLED=1 $(GO) test -race -short ./...

# Fuzzes every parser of foreign input; FUZZRUNS=10000000x for a long run.
FUZZRUNS ?= 100000x
fuzz:
	./scripts/fuzz $(FUZZRUNS)

# Builds for every platform that is promised.
cross:
	for os in linux darwin windows; do for arch in amd64 arm64; do \
		GOOS=$$os GOARCH=$$arch $(GO) build -trimpath -o /dev/null ./cmd/bonafide || exit 1; done; done

# Makes the generated reference pages again.
reference:
	$(GO) test ./app -run TestReferenceIsCurrent -update

clean:
	rm -rf bin demo
