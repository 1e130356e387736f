/** Whole clients that the guide shows. A test takes them from the page and runs them as they stand. */
export const shellClient = String.raw`#!/bin/sh
# deliver.sh BUCKET PREFIX ORDER: has a batch moved, waits until it is over, says what fails. What was added to an order
# that is over already is moved as a top-up. Ends with 0 where all is there, 3 where somebody must act, 1 where it was refused.
set -eu
bucket=$1 prefix=$2 order=$3 once=$3

# ask METHOD PATH [BODY]: the answer is in answer.json. After 429, 503 and a refused connection it asks again.
ask() {
  curl -sS --fail-with-body --retry 8 --retry-connrefused -D head.txt -o answer.json -X "$1" "$S3MIRROR_API_URL$2" \
    -H "Authorization: Bearer $S3MIRROR_API_KEY" -H "Content-Type: application/json" \
    -H "Idempotency-Key: $once" ${"$"}{3:+-d "$3"} || { cat answer.json; exit 1; }
}
field() { grep -o "\"$1\":\"[^\"]*\"" answer.json | head -n 1 | cut -d '"' -f 4; }
is_over() { case $1 in completed | completed_with_failures | cancelled | failed) ;; *) return 1 ;; esac; }

# An answer that is given again (Idempotency-Replayed) names the transfer of before. While that runs we follow it; once it is
# over, it moves nothing that was added since: that is asked for under a name of its own, which is again known afterwards.
while :; do
  ask POST /v1/transfers "{\"reference\":\"$order\",\"source\":{\"bucket\":\"$bucket\",\"prefix\":\"$prefix\"}}"
  transfer=$(field id)
  grep -qi '^idempotency-replayed: true' head.txt || { echo "$transfer is accepted"; break; }
  ask GET "/v1/transfers/$transfer"
  state=$(field state)
  is_over "$state" || { echo "$order was asked for before: $transfer is $state"; break; }
  echo "$order was asked for before: $transfer is $state; asking for what was added since"
  once="$order after $transfer"
done
state=planning
while ! is_over "$state"; do
  sleep 2
  ask GET "/v1/transfers/$transfer"
  state=$(field state)
done
echo "$transfer is $state"
case $state in
  completed) exit 0 ;;
  completed_with_failures) ask GET "/v1/transfers/$transfer/causes" && cat answer.json && exit 3 ;;
  *) cat answer.json && exit 1 ;;
esac`;

export const pythonClient = String.raw`#!/usr/bin/env python3
"""deliver.py BUCKET PREFIX ORDER: has a batch moved, waits until it is over, says what fails and who must act.
What was added to an order that is over already is moved as a top-up."""
import json, os, sys, time
from urllib import error, request

URL, KEY = os.environ["S3MIRROR_API_URL"], os.environ["S3MIRROR_API_KEY"]
OVER = ("completed", "completed_with_failures", "cancelled", "failed")


def ask(method, path, body=None, once=None):
    """The answer, and whether it was given before. What may pass is asked again: under one Idempotency-Key it is done once."""
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    if once:
        headers["Idempotency-Key"] = once
    data = None if body is None else json.dumps(body).encode()
    for attempt in range(8):
        wait = 2**attempt
        try:
            with request.urlopen(request.Request(URL + path, data, headers, method=method), timeout=60) as answer:
                return json.load(answer), answer.headers.get("Idempotency-Replayed") == "true"
        except error.HTTPError as refused:
            if refused.code not in (408, 429, 500, 502, 503, 504):
                errors = json.load(refused)["errors"]
                sys.exit("\n".join(f"{e['pointer']}: {e['message']} {e['remedy']}" for e in errors))
            wait = float(refused.headers.get("Retry-After") or wait)
        except OSError:
            pass
        time.sleep(wait)
    sys.exit(f"{URL} does not answer")


def items(path):
    cursor = ""
    while cursor is not None:
        page, _ = ask("GET", path + (f"&cursor={cursor}" if cursor else ""))
        yield from page["items"]
        cursor = page["nextCursor"]


bucket, prefix, order = sys.argv[1:]
wanted = {"reference": order, "source": {"bucket": bucket, "prefix": prefix}}
once = order
while True:
    transfer, is_replayed = ask("POST", "/v1/transfers", wanted, once)
    path = f"/v1/transfers/{transfer['id']}"
    if not is_replayed:
        break
    # It names the transfer of before. Once that is over it moves nothing that was added since: we ask for that by another name.
    transfer, _ = ask("GET", path)
    print(order, "was asked for before:", transfer["id"], "is", transfer["state"])
    if transfer["state"] not in OVER:
        break
    print("asking for what was added since")
    once = f"{order} after {transfer['id']}"
while transfer["state"] not in OVER:
    time.sleep(2)
    transfer, _ = ask("GET", path)
print(transfer["id"], "is", transfer["state"])
if transfer["failure"]:
    print(transfer["failure"]["message"], transfer["failure"]["remedy"])
for cause in items(f"{path}/causes?limit=500"):
    if cause["state"] == "open":
        print(f"{cause['actionBy']} must act: {cause['message']} {cause['remedy']}")
        print(json.dumps(cause.get("policyStatement"), indent=2))
for file in items(f"{path}/files?state=dead_lettered&limit=500"):
    print("not there:", file["key"])
sys.exit({"completed": 0, "completed_with_failures": 3}.get(transfer["state"], 1))`;
