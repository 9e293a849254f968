#!/usr/bin/env bash
# Runs the measurements beside servers that are there already: `run.sh RIVALS NODE ARGUMENT...`, each yes or no.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
rivals=$1 node=$2
shift 2

build/bench/bench/bindery_bench "$@"
[ "$rivals" = yes ] || exit 0

export PYTHONDONTWRITEBYTECODE=1
# Debian packages are those of its own Python.
lines=build/bench/rivals.jsonl
tables=$PWD/build/bench/rivals.db  # those of SQLite, for all rivals
trap 'rm -f "$tables"' EXIT
: >$lines
for backend in sqlite postgresql mariadb; do
  build/bench/bench/bindery_bench_rivals --backend $backend --sqlite-file "$tables" | tee -a $lines
  /usr/bin/python3 bench/rivals/python/sqlalchemy_tasks.py $backend "$tables" | tee -a $lines
  [ "$node" = no ] || (cd build/bench/node && node tasks.mjs $backend "$tables") | tee -a $lines
done
/usr/bin/python3 bench/rivals/python/flask_tasks.py | tee -a $lines
python3 bench/report/gather_rivals.py $lines build/bench/results.json build/bench/rivals.json
