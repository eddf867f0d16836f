#!/usr/bin/env bash
# Pins every requirement file with hashes and without an address: the clients know their registry.
# Run after a change of pyproject.toml, or with --upgrade for the newest stable versions.
set -euo pipefail
cd "$(dirname "$0")/.."
pin() {
  local file=$1; shift
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
    --custom-compile-command requirements/compile.sh "${flags[@]}" \
    "$@" pyproject.toml -o "requirements/$file.txt"
}
flags=("$@")
# One resolution first, so that every file pins the same versions.
pin dev --extra enrolment --extra feedback --extra evidence --extra tools --extra local --extra dev
for image in enrolment feedback evidence tools; do pin "$image" --extra "$image" -c requirements/dev.txt; done
pin local --extra enrolment --extra feedback --extra evidence --extra tools --extra local -c requirements/dev.txt
