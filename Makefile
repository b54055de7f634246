# The front door: set-up, building, testing, pictures. `make` alone lists what there is.
SWIFT ?= swift
# One set of flags for programs and tests, so that nothing is ever built twice. It has no `@testable import`.
BUILD = $(SWIFT) build -c release
TEST = $(SWIFT) test -c release --disable-testable-imports
SMOG = .build/release/smog
# What `swift format`, which comes with the toolchain, looks at; `.swift-format` has its rules.
SWIFT_SOURCES = $(wildcard Sources Tests Examples Benchmarks Package.swift)

.PHONY: help demo test build bench format lint train-cmu clean setup docs-pictures docs-options
.DEFAULT_GOAL := help

help: ## Show this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-24s%s\n", $$1, $$2 }'

demo: build ## Draw sample motions, and motions made from texts, into render/demo/
	@$(SMOG) demo

test: setup ## Build everything and run all tests
	@$(TEST)

build: setup ## Build the program: .build/release/smog
	@$(BUILD)

bench: setup ## Measure time and memory, stage by stage
	@$(SWIFT) run -c release smog-benchmark

format: ## Lay out all Swift files by the rules of .swift-format
	@$(SWIFT) format format -i -p -r $(SWIFT_SOURCES)

lint: ## Say where Swift files do not follow .swift-format
	@$(SWIFT) format lint --strict -p -r $(SWIFT_SOURCES)

train-cmu: build ## Train the bundled model anew, in about two hours: exps/smog-cmu/
	@scripts/train-cmu.sh

clean: ## Remove what was built; pictures and data stay
	@rm -rf .build

setup: ## Install missing packages (done before anything is built)
	@SWIFT=$(SWIFT) scripts/setup.sh

docs-pictures: build ## Draw the pictures of README.md and docs/ anew
	@mkdir -p docs/pictures
	@scripts/docs-pictures.sh

docs-options: build ## Write docs/commands.md anew from what the commands say of their options
	@$(SMOG) option-tables > docs/commands.md.new && mv docs/commands.md.new docs/commands.md
