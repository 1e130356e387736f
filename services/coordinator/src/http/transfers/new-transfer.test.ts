import { describe, expect, it } from "vitest";
import type { ApiError } from "../frame/problem.ts";
import { checkNames, checkPlaces, MAX_INLINE_KEYS } from "./new-transfer.ts";

function refusal(act: () => void): ApiError {
  try {
    act();
  } catch (error) {
    return error as ApiError;
  }
  throw new Error("nothing was refused");
}

describe("checkNames", () => {
  it("tells up to 100 bad keys, each with its place", () => {
    const keys = Array.from({ length: 150 }, (_, n) => `a/../${n}`);
    const error = refusal(() => checkNames({ source: { bucket: "lab", keys } }));
    expect(error.problem).toBe("key_dot_segment");
    expect(error.errors).toHaveLength(100);
    expect(error.errors[99]).toMatchObject({ pointer: "/source/keys/99" });
    expect(error.message).toContain("149 more");
  });

  it("refuses a key named twice and one outside the prefix", () => {
    const error = refusal(() => checkNames({ source: { bucket: "lab", prefix: "a/", keys: ["a/1", "a/1", "b/1"] } }));
    expect(error.errors.map(({ pointer }) => pointer)).toEqual(["/source/keys/1", "/source/keys/2"]);
  });

  it.each<[string, Parameters<typeof checkNames>[0], string, string]>([
    ["run1", { source: { bucket: "lab", prefix: "run1" } }, "prefix_not_folder", "/source/prefix"],
    [
      "a prefix of keys",
      { source: { bucket: "lab", prefix: "a", keys: ["a/1"] } },
      "prefix_not_folder",
      "/source/prefix",
    ],
    ["/in/", { source: { bucket: "lab", prefix: "/in/" } }, "prefix_suspicious", "/source/prefix"],
    [
      "a destination",
      { source: { bucket: "lab", prefix: "" }, destination: { bucket: "ours", prefix: "in" } },
      "prefix_not_folder",
      "/destination/prefix",
    ],
    ["a key with a blank", { source: { bucket: "lab", keys: ["a "] } }, "key_suspicious", "/source/keys/0"],
    ["an address", { source: { bucket: "lab", keys: ["a", "s3://lab/b"] } }, "key_suspicious", "/source/keys/1"],
  ])("refuses %s with its remedy, and takes it where it is meant so", (_, body, code, pointer) => {
    const error = refusal(() => checkNames(body));
    expect(error).toMatchObject({ problem: code, errors: [{ pointer, remedy: expect.stringContaining("literal") }] });
    const { source, destination } = body;
    checkNames({
      source: { ...source, literal: true },
      ...(destination && { destination: { ...destination, literal: true } }),
    });
  });

  it("names the manifest where there are too many keys", () => {
    const keys = Array.from({ length: MAX_INLINE_KEYS + 1 }, (_, n) => `${n}`);
    const error = refusal(() => checkNames({ source: { bucket: "lab", keys } }));
    expect(error.problem).toBe("too_many_keys");
    expect(error.errors[0]?.remedy).toContain("manifest");
    checkNames({ source: { bucket: "lab", keys: keys.slice(1) } });
  });

  it("does not take a bucket alone for the whole bucket", () => {
    expect(refusal(() => checkNames({ source: { bucket: "lab" } })).problem).toBe("source_incomplete");
    checkNames({ source: { bucket: "lab", prefix: "" } });
  });

  it("says what is wrong with a bucket's name", () => {
    const error = refusal(() => checkNames({ source: { bucket: "s3://lab", prefix: "" } }));
    expect(error.problem).toBe("bucket_name_invalid");
    expect(error.errors[0]).toMatchObject({ pointer: "/source/bucket" });
    expect(error.errors[0]?.remedy).toContain("without s3://");
  });
});

describe("checkPlaces", () => {
  const source = { bucket: "lab", prefix: "a/" };
  const of = (keys: string[] | null, overwrite: "never" | "if_different" | "always" = "never") => ({ keys, overwrite });

  it("refuses keys that grow too long at their destination", () => {
    const key = `a/${"x".repeat(1_020)}`;
    checkPlaces(source, { bucket: "ours", prefix: "b/" }, of([key]));
    const error = refusal(() => checkPlaces(source, { bucket: "ours", prefix: "longer/" }, of([key])));
    expect(error).toMatchObject({ problem: "key_too_long", errors: [{ pointer: "/source/keys/0" }] });
  });

  it.each([
    [{ bucket: "lab", prefix: "a/" }, null],
    [{ bucket: "lab", prefix: "a/copies/" }, null],
    [{ bucket: "lab", prefix: "a/" }, ["a/1"]],
  ])("refuses to copy a place into itself: %j", (destination, keys) => {
    expect(refusal(() => checkPlaces(source, destination, of(keys))).problem).toBe("destination_is_source");
  });

  it("allows another folder of the same bucket", () => {
    checkPlaces(source, { bucket: "lab", prefix: "b/" }, of(null, "always"));
    checkPlaces(source, { bucket: "lab", prefix: "a/copies/" }, of(["a/1"]));
    checkPlaces({ bucket: "lab", prefix: "a/b/" }, { bucket: "lab", prefix: "a/" }, of(null));
    checkPlaces(source, { bucket: "lab", prefix: "a-b/" }, of(null, "always"));
  });

  it.each([
    ["the destination around the source", "a/b/", "a/", null],
    ["the whole bucket around the source", "a/", "", null],
    ["the destination in the source of keys", "a/", "a/copies/", ["a/1"]],
    ["the destination in the bucket of keys without a prefix", "", "copies/", ["a/1"]],
  ])("refuses %s where anything may be overwritten", (_, from, to, keys) => {
    for (const overwrite of ["if_different", "always"] as const) {
      const places = [
        { bucket: "lab", prefix: from },
        { bucket: "lab", prefix: to },
      ] as const;
      expect(refusal(() => checkPlaces(...places, of(keys, overwrite))).problem).toBe("destination_is_source");
      checkPlaces(...places, of(keys));
    }
  });
});
