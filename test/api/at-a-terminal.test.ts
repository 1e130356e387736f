import { anyRow } from "@s3mirror/core/store/rows";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "../../cli/src/testing/run-command.ts";
import { planNext } from "../make-transfer.ts";
import { openTestApi, type TestApi } from "./open-test-api.ts";

let api: TestApi;
let transfer: string;
beforeAll(async () => {
  api = await openTestApi();
  const body = { source: { bucket: "lab", prefix: "runs/7/" }, destination: { bucket: "any", prefix: "x/" } };
  transfer = (await api.call("POST", "/v1/transfers", { body })).body.id;
  await planNext(api.ledger, ["runs/7/K7_S1_L001_R1_001.fastq.gz"]);
});
afterAll(() => api.close());

type Who = keyof TestApi["keys"];
const why = ["--reason", "a test"];

/** What is wrong, the command line, exit code, and what its remedy tells the person at the terminal to type. */
const table: [string, string[], number, string, Who?][] = [
  [
    "no such transfer",
    ["transfers", "show", "tr_none"],
    5,
    "  id: There is no such transfer.\n    remedy: Check the id; s3mirror transfers list",
  ],
  ["no such vendor", ["vendors", "policy", "vn_none"], 5, "s3mirror vendors list"],
  ["no vendor of this name", ["vendors", "policy", "nobody"], 5, "s3mirror vendors list"],
  ["no such route", ["routes", "enable", "rt_none", ...why], 5, "s3mirror routes list"],
  ["a route that there is not", ["transfers", "create", "s3://lab/runs/7/", "--route", "rt_none"], 1, "  --route: "],
  ["a vendor that is there", ["vendors", "create", "The laboratory"], 1, "s3mirror vendors list"],
  [
    "a vendor that there is not",
    ["routes", "create", "s3://lab/z/", "s3://ours/z/", "--vendor", "vn_none", ...why],
    1,
    "s3mirror vendors create NAME",
  ],
  [
    "a route that is there",
    ["routes", "create", "s3://lab/runs/", "s3://ours/in/", "--vendor", "vn_lab", ...why],
    1,
    "s3mirror routes enable ID",
  ],
  ["no such cause", ["transfers", "redrive", "TRANSFER", "--cause", "ca_none"], 1, "  --cause: "],
  ["no such kind", ["transfers", "redrive", "TRANSFER", "--kind", "bad"], 1, "  --kind: "],
  [
    "no such state",
    ["transfers", "list", "--state", "runing"],
    1,
    "  --state: This value is not known.\n    remedy: Use one of: planning, ",
  ],
  [
    "a name that is empty",
    ["vendors", "create", ""],
    1,
    "  name: It is empty.\n    remedy: Give at least 1 character.\n",
  ],
  [
    "a destination that nothing says",
    ["transfers", "create", "s3://any/runs/"],
    1,
    "s3mirror transfers create SOURCE s3://bucket/folder/",
  ],
  [
    "a destination from a vendor",
    ["transfers", "create", "s3://lab/runs/7/", "s3://ours/in/"],
    1,
    "Leave the destination out: s3mirror transfers create SOURCE",
    "vendor",
  ],
  [
    "an act that a viewer may not do",
    ["transfers", "pause", "TRANSFER"],
    4,
    "  S3MIRROR_API_KEY: This needs an operator",
    "viewer",
  ],
];

test.each(table)(
  "%s is told to a person at a terminal as what to type there",
  async (_, argv, code, told, who = "admin") => {
    const words = argv.map((word) => (word === "TRANSFER" ? transfer : word));
    const answer = await runCommand(api.url, words, api.keys[who]);
    expect({ code: answer.code, stdout: answer.stdout }, answer.stderr).toEqual({ code, stdout: "" });
    expect(answer.stderr).toContain(told);
    expect(answer.stderr).not.toMatch(/\/v1\/|\b(GET|POST) |Bearer|param\.|query\./);
  },
);

test("what is over can neither be held nor ended, and that is said", async () => {
  await api.owner.run(anyRow, "update transfers set state = 'cancelled' where id = :transfer", { transfer });
  const { code, stderr } = await runCommand(api.url, ["transfers", "pause", transfer], api.keys.admin);
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining("cancelled: it cannot be paused") });
  expect(stderr).toContain("remedy: Leave it: it is over");
});

test("a key that is not known is a matter of S3MIRROR_API_KEY, exit 4", async () => {
  const { code, stderr } = await runCommand(api.url, ["transfers", "list"], "s3m_a_b");
  expect(code).toBe(4);
  expect(stderr).toContain("  S3MIRROR_API_KEY: ");
  expect(stderr).toContain("remedy: Put a key that is accepted into S3MIRROR_API_KEY");
});

test("an Idempotency-Key for something else is a matter of --idempotency-key", async () => {
  const create = (name: string) =>
    runCommand(
      api.url,
      ["transfers", "create", "s3://lab/runs/7/", "s3://any/y/", "--name", name, "--idempotency-key", "one"],
      api.keys.admin,
    );
  expect(await create("first")).toMatchObject({ code: 0 });
  const { code, stderr } = await create("second");
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining("  --idempotency-key: ") });
});
