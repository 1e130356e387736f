import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findKeySuspicion, parseKeyList } from "./key-list.ts";

const place = { bucket: "lab", prefix: "runs/7/" };
const md5 = "d41d8cd98f00b204e9800998ecf8427e";
const read = (text: string) => parseKeyList(text, place, { literal: false });

describe("a list is read for what it means", () => {
  test.each<[string, string, string[]]>([
    ["plain keys", "runs/7/a\nruns/7/b\n", ["runs/7/a", "runs/7/b"]],
    ["a byte order mark", "\ufeffruns/7/a\n", ["runs/7/a"]],
    ["line ends of Windows", "runs/7/a\r\nruns/7/b\r\n\r\n", ["runs/7/a", "runs/7/b"]],
    ["line ends of old Macs", "runs/7/a\rruns/7/b", ["runs/7/a", "runs/7/b"]],
    ["blanks at the ends", "  runs/7/a  \nruns/7/b\t\n", ["runs/7/a", "runs/7/b"]],
    ["blanks within", "runs/7/a b.txt", ["runs/7/a b.txt"]],
    ["addresses", "s3://lab/runs/7/a\nS3://lab/other/b", ["runs/7/a", "other/b"]],
    ["aws s3 ls", "2026-11-24 12:00:00       1234 a b.gz\n2026-11-24 12:00:01    0 c", ["runs/7/a b.gz", "runs/7/c"]],
    ["aws s3 ls --recursive", "2026-11-24 12:00:00 12 runs/7/a\n2026-11-24 12:00:00 12 top", ["runs/7/a", "top"]],
    [
      "aws s3 ls --recursive --human-readable --summarize",
      "2026-11-24 12:00:00    1.2 MiB runs/7/a\n2026-11-24 12:00:00    0 Bytes runs/7/b\n\nTotal Objects: 2\n   Total Size: 1.2 MiB\n",
      ["runs/7/a", "runs/7/b"],
    ],
    ["md5sum", `${md5}  a.gz\n${md5} *./sub/b.gz`, ["runs/7/a.gz", "runs/7/sub/b.gz"]],
    ["md5sum of whole keys", `${md5}  runs/7/a.gz`, ["runs/7/a.gz"]],
    ["md5sum of a name with a line break", `\\${md5}  a\\nb\\\\c`, ["runs/7/a\nb\\c"]],
    ["sha256sum", `${"0".repeat(64)}  a.gz`, ["runs/7/a.gz"]],
    ["md5 of a Mac", `MD5 (a (1).gz) = ${md5}`, ["runs/7/a (1).gz"]],
    ["nothing", "\n \n", []],
  ])("%s", (_, text, keys) => {
    expect(read(text)).toEqual({ type: "keys", keys });
  });
});

describe("or it is refused by its line, with what to do", () => {
  test.each<[string, string, number, RegExp]>([
    ["another bucket", "runs/7/a\ns3://other/runs/7/b", 2, /bucket "other".*"lab"/],
    ["a bucket in capitals", "s3://LAB/runs/7/b", 1, /bucket "LAB"/],
    ["a whole bucket", "s3://lab", 1, /whole bucket/],
    ["a folder", "s3://lab/runs/7/", 1, /folder/],
    ["a folder of aws s3 ls", "                           PRE fastq/\n2026-11-24 12:00:00 1 a", 1, /folder/],
    ["a path of a machine", `${md5}  /data/a.gz`, 1, /path on some machine/],
    ["a checksum of a pipe", `${md5}  -`, 1, /pipe/],
    ["a leading slash", "/runs/7/a", 1, /begins with "\/"/],
    ["columns", `runs/7/a\t${md5}`, 1, /columns/],
    ["a key twice", "runs/7/a\n\nruns/7/a ", 3, /line 1 already/],
  ])("%s", (_, text, line, message) => {
    const list = read(text);
    expect(list).toMatchObject({ type: "refused", problems: [{ line, message: expect.stringMatching(message) }] });
    if (list.type === "refused") expect(list.problems.every(({ remedy }) => remedy.length > 10)).toBe(true);
  });

  test("every bad line is told", () => {
    expect(read("/a\nruns/7/b\n/c")).toMatchObject({ type: "refused", problems: [{ line: 1 }, { line: 3 }] });
  });
});

const printable = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 12 })
  .filter((key) => !/[\p{Cc}\u2028\u2029\ufeff]/u.test(key));
const plain = printable.filter((key) => key === key.trim() && findKeySuspicion(key) === null && !/^ *PRE /.test(key));

test("whatever key is written plainly, comes back, between whatever line ends and blanks", () => {
  const dressed = fc.record({
    keys: fc.uniqueArray(plain, { minLength: 1, maxLength: 5 }),
    end: fc.constantFrom("\n", "\r\n", "\r"),
    blank: fc.constantFrom("", " ", "\t", "  "),
    mark: fc.constantFrom("", "\ufeff"),
  });
  fc.assert(
    fc.property(dressed, ({ keys, end, blank, mark }) => {
      const isRead = !keys.some((key) => /^Total (Objects|Size): /.test(key));
      const text = mark + keys.map((key) => blank + key + blank + end).join("");
      if (isRead) expect(read(text)).toEqual({ type: "keys", keys });
    }),
  );
});

test("a literal list is its lines, byte for byte: a key that ends in a blank, too", () => {
  expect(parseKeyList("a \n\ufeffb\r\n/c\ns3://d", place, { literal: true })).toEqual({
    type: "keys",
    keys: ["a ", "\ufeffb\r", "/c", "s3://d"],
  });
  const lines = fc.uniqueArray(
    fc.string({ unit: "grapheme", minLength: 1 }).filter((key) => !key.includes("\n")),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(lines, (keys) => {
      expect(parseKeyList(keys.join("\n"), place, { literal: true })).toEqual({ type: "keys", keys });
    }),
  );
});

test("whatever is written, reading it throws nothing and loses no line in silence", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(plain, fc.string(), fc.constantFrom(`${md5}  x`, "s3://lab/x", "PRE a/"))),
      (lines) => {
        const text = lines.map((line) => line.replaceAll(/[\r\n]/g, "x")).join("\n");
        const list = read(text);
        const told = text
          .split("\n")
          .filter((line) => line.replace(/^\ufeff/, "").trim() !== "" && !/^ *Total /.test(line));
        const read_ = list.type === "keys" ? list.keys.length : list.problems.length;
        expect(list.type === "keys" ? read_ : read_ > 0).toBe(list.type === "keys" ? told.length : true);
      },
    ),
  );
});

test.each(["a", "runs/7/a b", "a+b", "%2F", "ö", "=cmd()", "2026-11-24", md5, "\\a", "folder/"])(
  "%j is a key like any other",
  (key) => {
    expect(findKeySuspicion(key)).toBeNull();
  },
);

test.each(["\ufeffa", "a ", " a", "a\r", "a\n", "s3://lab/a", "/a", `${md5}  a`, "2026-11-24 12:00:00   12 a", "a\tb"])(
  "%j is asked about before it is taken for a key",
  (key) => {
    expect(findKeySuspicion(key)).toMatchObject({ code: "key_suspicious" });
  },
);
