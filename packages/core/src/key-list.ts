/** Why a text is not taken as a key. */
export type KeySuspicion = { code: "key_suspicious"; message: string; remedy: string };

/** What a list of keys comes to: the keys in its order, or every line that cannot be read for what it means. */
export type KeyList =
  | { type: "keys"; keys: string[] }
  | { type: "refused"; problems: { line: number; message: string; remedy: string }[] };

/** Where the list is read for: the bucket that its lines may name, and the folder that bare names of tools lie in. */
export type KeyListPlace = { bucket: string; prefix: string };

const literally = "If the key is really that, say that the list is literal.";

// `aws s3 ls` prints a date, a time, a size (with its unit under --human-readable) and, after one blank, the name.
const LISTED = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +(?:\d+(?:\.\d+)? (?:Bytes?|[KMGTPE]iB)|\d+) (.+)$/su;
const LISTED_FOLDER = /^ *PRE (.+)$/su;
const LISTED_SUMMARY = /^ *(?:Total Objects: \d+|Total Size: .+)$/u;
// GNU coreutils: the checksum, a blank, a blank or `*`, the name; a `\` in front says that the name is escaped.
const SUMMED = /^(\\?)(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128}) [ *](.+)$/isu;
const SUMMED_BSD = /^(?:MD5|SHA\d+|SHA2-\d+) \((.+)\) = [0-9a-f]{32,128}$/isu;

/**
 * Why a key given as such is seldom meant so, or null: it looks like a line of a tool, an address, or has a blank, a byte
 * order mark or a slash that typing and copying leave behind. Every one of them may be a key; then it is said literally.
 */
export function findKeySuspicion(key: string): KeySuspicion | null {
  const what = suspect(key);
  return what === null ? null : { code: "key_suspicious", ...what };
}

/**
 * Reads a text with one key a line, as people and tools write it: with a byte order mark, CRLF, blanks at the ends, `s3://`
 * addresses, the output of `aws s3 ls` (`--recursive` or not) and of md5sum and its like. Bare names that tools print lie
 * in `place.prefix`. `literal`: each line is a key as it stands, byte for byte.
 */
export function parseKeyList(text: string, place: KeyListPlace, { literal }: { literal: boolean }): KeyList {
  const lines = (literal ? text : text.replace(/^\ufeff/, "")).split(literal ? "\n" : /\r\n|\n|\r/);
  const keys: string[] = [];
  const problems: { line: number; message: string; remedy: string }[] = [];
  const lineOf = new Map<string, number>();
  // Without --recursive the tool prints names without their folder, so one name with a folder tells of all.
  const isRecursive = lines.some((line) => LISTED.exec(line)?.[1]?.trimEnd().slice(0, -1).includes("/"));
  for (const [index, raw] of lines.entries()) {
    const line = index + 1;
    const read = literal ? readLiteral(raw) : readLine(raw, place, isRecursive);
    if (read === null) continue;
    const before = typeof read === "string" ? lineOf.get(read) : undefined;
    if (typeof read !== "string") problems.push({ line, ...read });
    else if (before !== undefined) {
      problems.push({ line, message: `The key stands in line ${before} already.`, remedy: "Name each key once." });
    } else {
      lineOf.set(read, line);
      keys.push(read);
    }
  }
  return problems.length > 0 ? { type: "refused", problems } : { type: "keys", keys };
}

type Unread = { message: string; remedy: string };

function readLiteral(raw: string): string | null {
  return raw === "" ? null : raw;
}

/** The key that a line means; null where it means none. */
function readLine(raw: string, place: KeyListPlace, isRecursive: boolean): string | Unread | null {
  const line = raw.trim();
  if (line === "" || LISTED_SUMMARY.test(raw)) return null;
  const listed = LISTED.exec(raw)?.[1]?.trimEnd();
  if (listed !== undefined) return isRecursive ? listed : place.prefix + listed;
  const summed = SUMMED.exec(line);
  if (summed !== null) return ofTool(summed[1] === "" ? (summed[2] ?? "") : decodeName(summed[2] ?? ""), place);
  const bsd = SUMMED_BSD.exec(line)?.[1];
  if (bsd !== undefined) return ofTool(bsd, place);
  if (/^s3:\/\//i.test(line)) return ofAddress(line, place.bucket);
  if (LISTED_FOLDER.test(raw)) {
    return {
      message: `"${line}" is a folder in the output of aws s3 ls, and no object.`,
      remedy: "List with aws s3 ls --recursive, or move the whole folder by its prefix.",
    };
  }
  return suspect(line) ?? line;
}

/** md5sum prints names as they were given to it: below the folder it was run in, or whole keys. */
function ofTool(name: string, { prefix }: KeyListPlace): string | Unread {
  if (name === "-") {
    return { message: "The checksum is of a pipe and names no file.", remedy: "Write the object's key instead." };
  }
  if (name.startsWith("/")) {
    return {
      message: `"${name}" is a file's path on some machine.`,
      remedy: "Make the list in the folder itself (cd FOLDER && md5sum ...), or write whole keys.",
    };
  }
  const below = name.replace(/^(?:\.\/+)+/, "");
  return below.startsWith(prefix) ? below : prefix + below;
}

function ofAddress(line: string, bucket: string): string | Unread {
  const [, named = "", key = ""] = /^s3:\/\/([^/]*)\/?(.*)$/isu.exec(line) ?? [];
  if (named !== bucket) {
    return {
      message: `The line names the bucket "${named}", but the transfer is from "${bucket}".`,
      remedy: `Take the line out, or make a transfer of its own from s3://${named}/.`,
    };
  }
  if (key !== "" && !key.endsWith("/")) return key;
  return {
    message: `"${line}" is a ${key === "" ? "whole bucket" : "folder"}, and no object.`,
    remedy: "Write the objects' addresses, or move the whole folder by its prefix.",
  };
}

function decodeName(name: string): string {
  return name.replace(/\\([\\nr])/g, (_, one: string) => (one === "n" ? "\n" : one === "r" ? "\r" : "\\"));
}

function suspect(key: string): Unread | null {
  if (key.startsWith("\ufeff")) {
    return {
      message: "The key begins with a byte order mark.",
      remedy: `Write the list as UTF-8 without one. ${literally}`,
    };
  }
  if (key !== key.trim()) {
    return {
      message: "The key begins or ends with a blank or a line break.",
      remedy: `Leave it out. ${literally}`,
    };
  }
  if (/^s3:\/\//i.test(key)) {
    return { message: "This is an address, and no key.", remedy: `Give what follows the bucket's name. ${literally}` };
  }
  if (key.startsWith("/")) {
    return {
      message: 'The key begins with "/"; the names of S3 objects do not begin so, unless somebody made them so.',
      remedy: `Leave the first "/" out. ${literally}`,
    };
  }
  if (LISTED.test(key) || SUMMED.test(key) || SUMMED_BSD.test(key)) {
    return { message: "This is a line of a tool, and no key.", remedy: `Give the name alone. ${literally}` };
  }
  if (key.includes("\t")) {
    return { message: "The line has several columns.", remedy: `Write one whole key a line. ${literally}` };
  }
  return null;
}
