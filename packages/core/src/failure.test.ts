import { expect, test } from "vitest";
import { decideNext, describeFailure, failureKinds, isProbed, whoMustAct } from "./failure.ts";
import type { Failure } from "./failure-kind.ts";
import { failureRules } from "./failure-rules.ts";

const facts = {
  bucket: "lab-out",
  key: "run/a.fastq.gz",
  action: null,
  principalArn: "arn:aws:iam::111122223333:role/s3mirror-test-transfer",
  vendorName: "Example Lab",
};

function failure(kind: Failure["kind"], more: Partial<Failure> = {}): Failure {
  return { kind, code: "Code", requestId: null, action: null, side: "source", message: "raw text", ...more };
}

test("the kind alone decides what happens next", () => {
  const decisions = Object.fromEntries(failureKinds.map((kind) => [kind, decideNext(kind, 0)]));
  expect(decisions).toEqual({
    throttled: "retry_in_place",
    transient: "retry_in_place",
    unknown_outcome: "retry_in_place",
    credentials: "retry_in_place",
    source_changed: "restart",
    integrity: "restart",
    source_permission: "dead_letter",
    destination_permission: "dead_letter",
    kms_permission: "dead_letter",
    source_missing: "dead_letter",
    archived: "dead_letter",
    destination_exists: "dead_letter",
    configuration: "dead_letter",
    checksum_mismatch: "dead_letter",
    invalid_key: "dead_letter",
    route_fence: "dead_letter",
    crashed: "dead_letter",
    unexpected: "dead_letter",
  });
});

test("a changed source is restarted three times and a refused Complete once, then they are dead letters", () => {
  expect([0, 1, 2, 3].map((n) => decideNext("source_changed", n))).toEqual([
    "restart",
    "restart",
    "restart",
    "dead_letter",
  ]);
  expect([0, 1].map((n) => decideNext("integrity", n))).toEqual(["restart", "dead_letter"]);
});

test("who must act depends on the side where it does in life", () => {
  expect(whoMustAct("kms_permission", "source")).toBe("vendor");
  expect(whoMustAct("kms_permission", "destination")).toBe("cloud_team");
  expect(whoMustAct("checksum_mismatch", "source")).toBe("vendor");
  expect(whoMustAct("checksum_mismatch", "destination")).toBe("operator");
  expect(whoMustAct("throttled", "destination")).toBe("nobody");
});

test("every dead letter has somebody who must act", () => {
  for (const kind of failureKinds) {
    if (failureRules[kind].retry === "in_place") continue;
    expect(whoMustAct(kind, "source")).not.toBe("nobody");
    expect(whoMustAct(kind, "destination")).not.toBe("nobody");
  }
});

test("a name that nobody has ever seen is not found at the source; one that was listed is gone since", () => {
  const missing = failure("source_missing");
  const typed = describeFailure(missing, { ...facts, neverSeen: true });
  expect(typed.title).toBe("Not found at the source");
  expect(typed.message).toBe(
    '"run/a.fastq.gz" is not found at the source: the bucket lab-out has no object of this name, and had none when the transfer was made.',
  );
  expect(typed.remedy).toContain("letter by letter");
  expect(`${typed.message}${typed.remedy}`).not.toMatch(/deleted|after the list/);
  expect(describeFailure(missing, facts).message).toContain("deleted or renamed");
  expect(describeFailure(missing, { ...facts, key: null, files: 3, neverSeen: true }).message).toContain(
    "3 files are not found",
  );
});

test("a folder that would become the bucket itself is told so, and not by a rule that it keeps", () => {
  const told = describeFailure(failure("invalid_key", { code: "key_empty", side: "destination" }), {
    ...facts,
    key: "run/",
  });
  expect(told.message).toContain("no name at the destination");
  expect(told.message).not.toContain("1,024");
});

test("every kind is told in sentences, with and without facts, and never shows a hole or the raw text", () => {
  const nothing = { bucket: "b", key: null, action: null, principalArn: null, vendorName: null };
  for (const kind of failureKinds) {
    for (const side of ["source", "destination"] as const) {
      for (const known of [facts, nothing, { ...nothing, files: 1_240 }]) {
        const told = describeFailure(failure(kind, { side }), known);
        for (const text of [told.title, told.message, told.remedy]) {
          expect(text).toMatch(/^["A-Z1]/);
          expect(text).not.toMatch(/null|undefined|raw text| {2}/);
        }
        expect(told.message).toMatch(/\.$/);
        expect(told.remedy).toMatch(/\.$/);
      }
    }
  }
});

test("a denied file names the vendor, the bucket, the right and the role", () => {
  const told = describeFailure(failure("source_permission", { action: "s3:GetObject" }), facts);
  expect(told.actionBy).toBe("vendor");
  expect(told.message).toContain("Example Lab does not let us read");
  expect(told.message).toContain("lab-out");
  expect(told.message).toContain("s3:GetObject");
  expect(told.remedy).toContain(facts.principalArn);
});

test("a KMS failure says which of its three causes it may be", () => {
  const denied = describeFailure(failure("kms_permission", { code: "AccessDenied", action: "kms:Decrypt" }), facts);
  expect(denied.remedy).toContain("customer managed key");
  expect(denied.remedy).toContain("aws/s3");
  const off = describeFailure(failure("kms_permission", { code: "KMS.DisabledException" }), facts);
  expect(off.remedy).toContain("enable the KMS key");
  expect(off.remedy).not.toContain("aws/s3");
});

test("several files are spoken of as several", () => {
  const of = { ...facts, key: null, files: 1_240 };
  expect(describeFailure(failure("archived"), of).message).toMatch(/^1,240 files in lab-out are in an archive/);
  const missing = describeFailure(failure("source_missing"), of);
  expect(missing.message).toContain("deleted or renamed 1,240 files in");
  expect(missing.remedy).toContain("put the files back under the same names");
  for (const kind of failureKinds) {
    const { message, remedy } = describeFailure(failure(kind), of);
    expect(`${message} ${remedy}`, kind).not.toMatch(/\bthis file\b|files (is|was|does)\b/);
  }
});

test("a remedy promises that it is noticed by itself where S3 can be asked for it, and only there", () => {
  for (const kind of failureKinds.filter((one) => decideNext(one, 9) === "dead_letter")) {
    for (const code of ["Code", "KMS.DisabledException"]) {
      const { remedy } = describeFailure(failure(kind, { code }), facts);
      expect(remedy.includes("S3Mirror notices by itself") || /copies it by itself/.test(remedy), remedy).toBe(
        isProbed(kind),
      );
    }
  }
  expect(isProbed("a kind of a newer release")).toBe(false);
});

test("no remedy asks for what a transfer under way cannot do: its options and its route stay as they are", () => {
  for (const kind of failureKinds) {
    for (const side of ["source", "destination"] as const) {
      expect(describeFailure(failure(kind, { side }), facts).remedy).not.toMatch(/allow overwriting|correct the route/);
    }
  }
});

test("no key is told where keys must not be shown", () => {
  for (const kind of failureKinds) {
    const told = describeFailure(failure(kind), { ...facts, key: null });
    expect(JSON.stringify(told)).not.toContain("fastq");
  }
});
