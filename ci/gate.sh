#!/bin/sh
# The gate of a change, for any CI: measures the checked-out commit against the branch it is to be merged into, leaves
# comment.md and result.json in a folder, and ends with the gate's exit code.
#   ci/gate.sh [BASE [FOLDER]]      default: the target branch that GitLab, Jenkins, Azure or Bitbucket name; performance
set -eu
target=${CI_MERGE_REQUEST_TARGET_BRANCH_NAME:-${CHANGE_TARGET:-${SYSTEM_PULLREQUEST_TARGETBRANCH:-${BITBUCKET_PR_DESTINATION_BRANCH:-}}}}
base=${1:-${target:+origin/${target#refs/heads/}}}
folder=${2:-performance}

mkdir -p "$folder"
rm -f "$folder/comment.md" "$folder/result.json" # of a gate before
if [ -z "$base" ]; then
  echo "gate.sh: which branch to compare with? give it: ci/gate.sh origin/main" >&2
  exit 2
fi
if ! git rev-parse --quiet --verify --end-of-options "$base^{commit}" > /dev/null; then
  echo "gate.sh: '$base' is no commit here; a CI often clones shallowly: fetch the whole history first" >&2
  exit 2
fi

status=0
swarmperf gate --base "$base" --head HEAD --json --markdown "$folder/comment.md" > "$folder/result.json" || status=$?
cat "$folder/comment.md" || true # a gate that was killed leaves none
exit "$status"
