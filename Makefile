# The commands people type. Bare `make` lists them.
SHELL := /bin/bash
PYTHON ?= /usr/bin/python3
BLENDER ?= blender
JOBS ?= $(shell nproc)
VENV := .venv/bin
# Most of a Blender test's time is one thread's: one test per processor at a time.
PARALLEL := -n $(JOBS) --dist worksteal
MODULE_PATH := $(CURDIR)/build/python

.DEFAULT_GOAL := help
.PHONY: help setup setup-training setup-bpy setup-cuda build demo rigs check test \
        test-blenders train-nano eval-nano ablate-nano bench bench-motion gpu-check \
        manual-pictures lint \
        format hooks sanitize fuzz soak fault findings wheel extension clean

help: ## list these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | LC_ALL=C sort | \
	  sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | \
	  while IFS=$$'\t' read -r name what; do printf '  make %-15s %s\n' "$$name" "$$what"; done

setup: ## Debian packages (as root), .venv, the text encoder; quick when done
	@PYTHON=$(PYTHON) bash scripts/setup.sh

setup-training: ## .venv-training: PyTorch and the reference implementations (3 GB)
	@PYTHON=$(PYTHON) bash scripts/setup_training.sh

setup-bpy: ## Blender 4.2 to 5.3 as modules for the tests (six, 1 GB each)
	@PYTHON=$(PYTHON) bash scripts/setup_bpy.sh

setup-cuda: ## .venv-cuda: NVIDIA's compiler and libraries, for the CUDA part (1.6 GB)
	@PYTHON=$(PYTHON) bash scripts/setup_cuda.sh

build/build.ninja: CMakeLists.txt | setup
	@mkdir -p build
	cmake -S . -B build -G Ninja -DAX_PYTHON="$(CURDIR)/$(VENV)/python" > build/cmake.log || \
	  { cat build/cmake.log; exit 1; }

build: setup build/build.ninja ## the engine and its Python module, into build/
	@ninja -C build -j $(JOBS) animax_native cuda

demo: build ## both rigs, two prompts: .blend, .glb and pictures in build/demo/
	@BLENDER="$(BLENDER)" MODEL="$(MODEL)" bash scripts/demo.sh

rigs: ## build assets/rigs/ anew from assets/build_rigs.py
	$(BLENDER) --background --factory-startup --threads 1 --python-exit-code 1 \
	  --python assets/build_rigs.py

# Without the CUDA kernels emulated on the CPU, which take minutes; `make test` has them.
check: lint build ## quick check before a commit: lint and C unit tests
	@ninja -C build -j $(JOBS)
	@ctest --test-dir build -j $(JOBS) --output-on-failure -E 'cuda|emulated'

# Both suites run even if the first fails; what was skipped is named with its reason.
test: build ## C tests and Blender tests
	@ninja -C build -j $(JOBS)
	@ctest --test-dir build -j $(JOBS) --output-on-failure; c=$$?; \
	  BLENDER="$(BLENDER)" PYTHONPATH="$(MODULE_PATH)" \
	  $(VENV)/python -m pytest -ra $(PARALLEL) blender_tests training/tests evaluation/tests; \
	  py=$$?; exit $$((c || py))

# Their names in pytest are those of their environments: bpy-4.2, bpy-4.5, ...
test-blenders: build ## Blender tests in the newer Blenders that make setup-bpy installed
	@ls .venv-bpy-*/animax-stamp > /dev/null 2>&1 || \
	  { echo "test-blenders: there are no newer Blenders; run make setup-bpy." >&2; exit 2; }
	@PYTHONPATH="$(MODULE_PATH)" $(VENV)/python -m pytest -ra $(PARALLEL) -k bpy- blender_tests

train-nano: build setup-training ## train assets/nano anew (RIGS=, HOURS=; resumes)
	@BLENDER="$(BLENDER)" bash scripts/train_nano.sh

eval-nano: build ## quality of a model's motions on held-out rigs (MODEL=, RIGS=, RIGS_BY=)
	@PYTHON=$(PYTHON) bash scripts/setup_bench.sh
	@BLENDER="$(BLENDER)" RIGS="$(RIGS)" MODEL="$(MODEL)" PYTHONPATH="$(MODULE_PATH)" \
	  bash evaluation/eval_nano.sh $(ARGS)

ablate-nano: build setup-training ## ablations of the transformer (DATA=, MINUTES=)
	@PYTHON=$(PYTHON) bash scripts/setup_bench.sh
	@bash evaluation/ablate_nano.sh

bench: build ## time the engine on this machine
	@PYTHONPATH="$(MODULE_PATH)" $(VENV)/python evaluation/bench_engine.py

bench-motion: build ## accuracy of recovering motion from pose maps, on real clips (RIGS=, ARGS=)
	@PYTHON=$(PYTHON) bash scripts/setup_bench.sh
	@BLENDER="$(BLENDER)" RIGS="$(RIGS)" PYTHONPATH="$(MODULE_PATH)" \
	  .venv-bench/bin/python evaluation/bench_motion.py $(ARGS)

gpu-check: build ## what only an NVIDIA card can tell: results and speed of the CUDA part
	@ninja -C build -j $(JOBS)
	@bash scripts/gpu_check.sh

manual-pictures: ## the manual's pictures, from a real window (after make extension; minutes)
	$(VENV)/python evaluation/seat/run.py --blender "$(BLENDER)" $(ARGS)

lint: setup ## formatting, ruff, sizes, dependencies between layers, types
	@find native kernels examples -regex '.*\.\(c\|h\|cu\|cuh\|cpp\)' -print0 | xargs -0 -r $(VENV)/clang-format --dry-run -Werror
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check .
	@$(VENV)/python scripts/check_layers.py
	@$(VENV)/python scripts/check_sizes.py
	@bash scripts/check_types.sh

format: setup ## format all sources with clang-format and ruff
	@find native kernels examples -regex '.*\.\(c\|h\|cu\|cuh\|cpp\)' -print0 | xargs -0 -r $(VENV)/clang-format -i
	@$(VENV)/ruff check --fix-only -q . ; $(VENV)/ruff format -q .

hooks: ## git's pre-commit hook: format and lint before each commit
	git config core.hooksPath .githooks

# Warnings stay warnings here: the sanitizers' own code makes GCC suspect false ones.
sanitize: setup ## C tests under AddressSanitizer and UBSan, in build/asan
	cmake -S . -B build/asan -G Ninja -DAX_SANITIZE=ON -DAX_WERROR=OFF \
	  -DAX_PYTHON="$(CURDIR)/$(VENV)/python"
	ninja -C build/asan -j $(JOBS)
	ctest --test-dir build/asan -j $(JOBS) --output-on-failure

# Needs Clang, which nothing else here does: scripts/fuzz-packages.txt.
fuzz: build ## fuzz the readers and the motion code, FUZZ_SECONDS=60 a target
	@JOBS=$(JOBS) PYTHON=$(VENV)/python PYTHONPATH="$(MODULE_PATH)" bash scripts/fuzz.sh

soak: build ## 1,000 takes in one process, watched (RIGS=, ARGS="--takes 200 --only module")
	@BLENDER="$(BLENDER)" RIGS="$(RIGS)" PYTHONPATH="$(MODULE_PATH)" \
	  $(VENV)/python evaluation/soak/run.py $(ARGS)

fault: build ## fail allocations, reads, writes, maps and threads in turn (half an hour)
	@ninja -C build -j $(JOBS) ax_fault
	@BLENDER="$(BLENDER)" bash scripts/fault.sh

findings: ## does other software still surprise as findings/ says? (downloads 0.5 GB)
	@bash findings/run.sh

wheel: setup ## the cp311-abi3 wheel with its libraries, into build/dist/
	@$(VENV)/python -m pip wheel -q --no-build-isolation --no-deps --no-index -w build/dist .
	@ls build/dist/*.whl

extension: wheel ## zips to install: Blender 4.2+ extension, and add-on for 3.4+
	$(VENV)/python scripts/make_extension.py

clean: ## remove build/
	rm -rf build
