import {
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import fc from "fast-check";
import { expect, test } from "vitest";
import { local, startTestS3 } from "../testing/test-s3.ts";
import { compareUtf8, createKeyIndex } from "./key-index.ts";

async function listAll(s3: S3Client, input: Omit<ListObjectsV2CommandInput, "Bucket">) {
  const keys: string[] = [];
  const prefixes: string[] = [];
  let pages = 0;
  let token: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket: "lake", ...input, ContinuationToken: token }));
    const count = (page.Contents?.length ?? 0) + (page.CommonPrefixes?.length ?? 0);
    expect(page.KeyCount).toBe(count);
    expect(count).toBeLessThanOrEqual(input.MaxKeys ?? 1_000);
    keys.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ""));
    prefixes.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix ?? ""));
    token = page.NextContinuationToken;
    expect(page.IsTruncated).toBe(token !== undefined);
    pages++;
  } while (token !== undefined);
  return { keys, prefixes, pages };
}

test("keys and folders are listed in byte order whatever the page size", async () => {
  const { s3, url } = await startTestS3();
  const keys = ["a", "a/1", "a/2", "a/b/1", "b/", "b/x", "c", "z\u{fffd}", "z🧬", "zz"];
  const objects = keys.map((key, seed) => ({ key, size: seed, seed }));
  await local(url, "POST", "virtual-objects", { bucket: "lake", objects: objects.toReversed() });
  const ordered = [...keys].sort((x, y) => Buffer.compare(Buffer.from(x), Buffer.from(y)));
  for (const MaxKeys of [1, 2, 3, 1_000]) {
    expect((await listAll(s3, { MaxKeys })).keys).toEqual(ordered);
    expect(await listAll(s3, { MaxKeys, Delimiter: "/" })).toMatchObject({
      keys: ordered.filter((key) => !key.includes("/")),
      prefixes: ["a/", "b/"],
    });
    expect(await listAll(s3, { MaxKeys, Delimiter: "/", Prefix: "a/" })).toMatchObject({
      keys: ["a/1", "a/2"],
      prefixes: ["a/b/"],
    });
  }
  expect((await listAll(s3, { StartAfter: "b/" })).keys).toEqual(ordered.slice(ordered.indexOf("b/") + 1));
  expect((await listAll(s3, { Prefix: "nothing" })).keys).toEqual([]);
  const page = await s3.send(new ListObjectsV2Command({ Bucket: "lake", Prefix: "b/x" }));
  expect(page.Contents?.[0]).toMatchObject({
    Size: 5,
    StorageClass: "STANDARD",
    ChecksumAlgorithm: ["CRC64NVME"],
    ChecksumType: "FULL_OBJECT",
  });
});

test("ten thousand objects are listed in eleven pages while others are written", async () => {
  const { s3, url } = await startTestS3();
  const objects = Array.from({ length: 10_001 }, (_, seed) => ({
    key: `run/${(seed * 7_919) % 10_007}`,
    size: 1,
    seed,
  }));
  await local(url, "POST", "virtual-objects", { bucket: "lake", objects });
  const writing = s3.send(new PutObjectCommand({ Bucket: "lake", Key: "other", Body: "" }));
  const { keys, pages } = await listAll(s3, { Prefix: "run/" });
  await writing;
  expect(keys).toEqual(objects.map(({ key }) => key).sort());
  expect(pages).toBe(11);
});

test("the index lists what a sorted map would, after any changes", () => {
  const key = fc.string({ unit: "binary", maxLength: 4 });
  const change = fc.tuple(fc.constantFrom("set", "delete", "list"), key);
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), key, (changes, from) => {
      const index = createKeyIndex<number>();
      const model = new Map<string, number>();
      for (const [n, [what, changed]] of changes.entries()) {
        if (what === "set") {
          index.set(changed, n);
          model.set(changed, n);
        } else if (what === "delete") {
          index.delete(changed);
          model.delete(changed);
        } else [...index.from(changed)];
      }
      const expected = [...model].filter(([each]) => compareUtf8(each, from) >= 0);
      expected.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect([...index.from(from)]).toEqual(expected);
      expect(index.size()).toBe(model.size);
    }),
  );
});
