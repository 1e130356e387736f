/** Why a text is not taken as the prefix of a route or a transfer; `remedy` names every way on. */
export type FolderProblem = {
  code: "prefix_not_folder" | "prefix_suspicious";
  message: string;
  remedy: string;
};

export type PrefixUse = "source" | "destination" | "route";

const literally = "If it is meant as it stands, say literal: true beside it.";

/**
 * Why a prefix is no folder, or null: it is empty (the whole bucket) or ends in `/`. S3 compares prefixes as text, so
 * that `run1` takes `run10/` as well, and `in` before `a.bam` makes `ina.bam`. What is seldom meant (a leading or doubled
 * `/`, `\`, `*`, `s3://`, blanks at the ends of a name) is told apart.
 */
export function findFolderProblem(prefix: string, use: PrefixUse): FolderProblem | null {
  if (prefix === "") return null;
  const suspicion = findSuspicion(prefix);
  if (suspicion !== null) return { code: "prefix_suspicious", ...suspicion };
  if (prefix.endsWith("/")) return null;
  return {
    code: "prefix_not_folder",
    message: `"${prefix}" does not end in "/", so it is no folder: as text it also begins other names, such as "${prefix}0".`,
    remedy: `${remedyOf(prefix, use)} ${literally}`,
  };
}

/** Whether a prefix is empty or a folder, or is meant as text. */
export function isFolderOrLiteral(prefix: string, literal: boolean): boolean {
  return literal || findFolderProblem(prefix, "route") === null;
}

/** The folder that an object lies in: its key up to the last `/`, which is kept. */
export function folderOf(key: string): string {
  return key.slice(0, key.lastIndexOf("/") + 1);
}

/** Whether an object only says that a folder is there, as consoles make them: no bytes, and a key that ends in `/`. */
export function isFolderMarker(object: { key: string; sizeBytes: number | null }): boolean {
  return object.sizeBytes === 0 && object.key.endsWith("/");
}

function remedyOf(prefix: string, use: PrefixUse): string {
  switch (use) {
    case "source":
      return `Write "${prefix}/" for the folder; for exactly this object leave the prefix out and give keys: ["${prefix}"].`;
    case "destination":
      return `Write "${prefix}/" for the folder; an object keeps its own name below it.`;
    case "route":
      return `Write "${prefix}/" for the folder; exactly one object is named by a transfer's keys, on a route of its folder.`;
  }
}

function findSuspicion(prefix: string): Omit<FolderProblem, "code"> | null {
  if (/s3:\/\//i.test(prefix)) {
    return {
      message: 'The prefix holds "s3://".',
      remedy: `Give the bucket and the prefix apart, without s3://. ${literally}`,
    };
  }
  if (prefix.startsWith("/")) {
    return {
      message: 'The prefix begins with "/"; the names of S3 objects do not begin so, unless somebody made them so.',
      remedy: `Leave the first "/" out; "" is the whole bucket. ${literally}`,
    };
  }
  if (prefix.includes("\\")) {
    return { message: "The prefix holds a backslash.", remedy: `Part folders by "/". ${literally}` };
  }
  if (prefix.includes("*")) {
    return {
      message: 'The prefix holds "*", which stands for nothing but itself.',
      remedy: `Leave the "*" out: a folder stands for all below it. ${literally}`,
    };
  }
  if (/^\s|\s\/?$/.test(prefix)) {
    return { message: "The prefix begins or ends with a blank.", remedy: `Leave the blank out. ${literally}` };
  }
  if (prefix.includes("//")) {
    return { message: 'The prefix holds "//", a folder without a name.', remedy: `Leave one "/" out. ${literally}` };
  }
  return null;
}
