# The front door: set-up, building, testing, pictures. `make` alone lists what there is.
SWIFT ?= swift
# One set of flags for programs and tests, so that nothing is ever built twice. It has no `@testable import`.
BUILD = $(SWIFT) build -c release
TEST = $(SWIFT) test -c release --disable-testable-imports
SMOG = .build/release/smog

.PHONY: help demo test build bench clean setup readme-pictures
.DEFAULT_GOAL := help

help: ## Show this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-24s%s\n", $$1, $$2 }'

demo: build ## Draw sample motions into render/demo/
	@$(SMOG) demo

test: setup ## Build everything and run all tests
	@$(TEST)

build: setup ## Build the program: .build/release/smog
	@$(BUILD)

bench: setup ## Measure time and memory, stage by stage
	@$(SWIFT) run -c release smog-benchmark

clean: ## Remove what was built; pictures and data stay
	@rm -rf .build

setup: ## Install missing packages (part of all the others)
	@SWIFT=$(SWIFT) scripts/setup.sh

readme-pictures: build ## Draw the pictures of README.md anew
	@mkdir -p assets/readme
	$(SMOG) render data/sample/CMU/127/127_23_poses.npz -o assets/readme/roll.png --layout sequence --count 6 --size 880x360
	$(SMOG) render data/sample/CMU/02/02_01_poses.npz -o assets/readme/walk.gif --size 200x200 --fps 12.5
	$(SMOG) render data/sample/CMU/09/09_01_poses.npz -o assets/readme/run.gif --size 200x200 --fps 20
	$(SMOG) render data/sample/CMU/49/49_06_poses.npz -o assets/readme/cartwheel.png --size 200x200 --start 1.9 --end 2.2 --frame 18
	$(SMOG) render data/sample/CMU/49/49_14_poses.npz -o assets/readme/dance.png --size 200x200 --start 2.6 --end 2.9 --frame 18
