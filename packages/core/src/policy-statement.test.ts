import fc from "fast-check";
import { expect, test } from "vitest";
import { longestCommonPrefix, type PolicyRequest, policyStatement, vendorMail } from "./policy-statement.ts";

const principalArn = "arn:aws:iam::111122223333:role/s3mirror-test-transfer";
const request: PolicyRequest = {
  kind: "source_permission",
  side: "source",
  action: "s3:GetObject",
  bucket: "lab-out",
  keys: ["run/a", "run/b"],
  principalArn,
};

test("up to 20 denied keys are named exactly, with everything that reading them needs", () => {
  expect(policyStatement(request)).toEqual({
    Sid: "S3MirrorRead",
    Effect: "Allow",
    Principal: { AWS: principalArn },
    Action: [
      "s3:GetObject",
      "s3:GetObjectVersion",
      "s3:GetObjectTagging",
      "s3:GetObjectVersionTagging",
      "s3:GetObjectAttributes",
      "s3:GetObjectVersionAttributes",
    ],
    Resource: ["arn:aws:s3:::lab-out/run/a", "arn:aws:s3:::lab-out/run/b"],
  });
});

test("more keys, or keys too long for a policy, are allowed by their common folder", () => {
  const many = Array.from({ length: 21 }, (_, n) => `run/7/${n}.fastq.gz`);
  expect(policyStatement({ ...request, keys: many })?.Resource).toBe("arn:aws:s3:::lab-out/run/7/*");
  const long = Array.from({ length: 20 }, (_, n) => `run/${"x".repeat(900)}${n}`);
  expect(policyStatement({ ...request, keys: long })?.Resource).toBe("arn:aws:s3:::lab-out/run/*");
  expect(policyStatement({ ...request, keys: undefined, prefix: "run/" })?.Resource).toBe("arn:aws:s3:::lab-out/run/*");
});

test("a key's wildcards stand for themselves, so no other file is opened", () => {
  const statement = policyStatement({ ...request, keys: ["a*b?c$" + "{aws:username}"] });
  expect(statement?.Resource).toEqual(["arn:aws:s3:::lab-out/a$" + "{*}b$" + "{?}c$" + "{$}{aws:username}"]);
});

test("a denied listing asks for the bucket, narrowed to the prefix", () => {
  const statement = policyStatement({ ...request, action: "s3:ListBucket", keys: undefined, prefix: "run/" });
  expect(statement).toMatchObject({
    Action: ["s3:ListBucket"],
    Resource: "arn:aws:s3:::lab-out",
    Condition: { StringLike: { "s3:prefix": ["run/*"] } },
  });
});

test("a KMS key's policy allows reading at the source, and writing at the destination", () => {
  const kms = { ...request, kind: "kms_permission" as const };
  expect(policyStatement(kms)).toMatchObject({ Action: ["kms:Decrypt"], Resource: "*" });
  expect(policyStatement({ ...kms, side: "destination" })?.Action).toEqual(["kms:GenerateDataKey", "kms:Decrypt"]);
});

test("our own bucket's statement allows writing, in the role's partition", () => {
  const chinese = principalArn.replace("arn:aws:", "arn:aws-cn:");
  const statement = policyStatement({
    ...request,
    kind: "destination_permission",
    side: "destination",
    principalArn: chinese,
  });
  expect(statement?.Action).toContain("s3:PutObject");
  expect(statement?.Resource).toEqual(["arn:aws-cn:s3:::lab-out/run/a", "arn:aws-cn:s3:::lab-out/run/b"]);
});

test("what no policy remedies has no statement", () => {
  expect(policyStatement({ ...request, kind: "source_missing" })).toBeNull();
});

test.each<[string[], string]>([
  [[], ""],
  [["a/b/c"], "a/b/"],
  [["c"], ""],
  [["a/b1/x", "a/b2/x"], "a/"],
  [["a/b/", "a/b/c"], "a/b/"],
  [["a/x", "b/x"], ""],
  [["/a", "/b"], "/"],
  [["a//b", "a//c"], "a//"],
])("the common folder of %j is %j", (keys, folder) => {
  expect(longestCommonPrefix(keys)).toBe(folder);
});

test("the common folder holds every key, ends in a slash, and no longer one would do", () => {
  const key = fc.string({ unit: fc.constantFrom("a", "b", "/"), maxLength: 12 });
  fc.assert(
    fc.property(fc.array(key, { minLength: 1, maxLength: 5 }), (keys) => {
      const folder = longestCommonPrefix(keys);
      const first = keys[0] ?? "";
      const folders = [...first.matchAll(/\//g)].map((slash) => first.slice(0, slash.index + 1));
      const shared = folders.filter((one) => keys.every((other) => other.startsWith(one)));
      expect(folder).toBe(shared.at(-1) ?? "");
    }),
  );
});

test("the vendor's mail says what happened, what to do and what to paste, and lists keys only if given", () => {
  const mail = vendorMail({
    kind: "source_permission",
    vendorName: "Example Lab",
    reference: "Batch 7",
    bucket: "lab-out",
    files: 1203,
    statement: policyStatement({ ...request, keys: undefined, prefix: "run/" }),
  });
  expect(mail.subject).toBe("Batch 7: 1,203 files need your help (reading is not allowed)");
  expect(mail.body).toContain("Dear Example Lab,");
  expect(mail.body).toContain('"Resource": "arn:aws:s3:::lab-out/run/*"');
  expect(mail.body).not.toContain("The files:");
  const listed = vendorMail({
    ...mailOf("source_missing"),
    files: 25,
    keys: Array.from({ length: 25 }, (_, n) => `k${n}`),
    wholeList: "s3mirror transfers files tr_7 --cause ca_7",
  });
  expect(listed.body).toContain("  k9\n  and 15 more; all of them: s3mirror transfers files tr_7 --cause ca_7\n");
  expect(listed.body).not.toMatch(/null|undefined/);
  const ofOne = vendorMail({ ...mailOf("archived"), keys: ["k0"] });
  expect(ofOne.subject).toContain("1 file needs your help");
  expect(ofOne.body).toContain("It is archived (Glacier). Please restore it;");
  expect(ofOne.body).toContain(
    "The file:\n  k0\n\nWe look again by ourselves; as soon as it works only this file is copied",
  );
});

test("a mail promises to look again only where that can be done without the vendor's word", () => {
  expect(vendorMail(mailOf("source_missing")).body).toContain("We look again by ourselves");
  expect(vendorMail(mailOf("source_missing")).body).toContain("deleted or renamed");
  expect(vendorMail({ ...mailOf("source_missing"), neverSeen: true }).body).not.toContain("deleted");
  for (const kind of ["source_changed", "checksum_mismatch", "invalid_key"] as const) {
    expect(vendorMail(mailOf(kind)).body).not.toContain("We look again by ourselves");
  }
});

test("a key in a mail can fake neither lines nor other names", () => {
  const keys = ["a\nDear Example Lab,", "b\u202egpj"];
  const mail = vendorMail({ ...mailOf("archived"), keys, statement: policyStatement({ ...request, keys }) });
  expect(mail.body).toContain("  a\\u000aDear Example Lab,\n  b\\u202egpj\n");
  expect(mail.body).not.toContain("\u202e");
  expect(mail.body).toContain('"arn:aws:s3:::lab-out/b\\u202egpj"');
});

function mailOf(kind: PolicyRequest["kind"]) {
  return { kind, vendorName: "Example Lab", reference: "Batch 7", bucket: "lab-out", files: 1, statement: null };
}
