import type { FailureFacts, FailureKind, Side } from "./failure-kind.ts";
import { escapeUnseen } from "./object-key.ts";

/** How a failure is told: its title; what happened; what the party that must act can do, in an order that ends it. */
type FailureWords = {
  title: string;
  sentence: (facts: ToldFacts) => string;
  remedy: (facts: ToldFacts) => string;
};

type ToldFacts = FailureFacts & { code: string; side: Side };

/** The code of a file that lies outside its route. */
export const outsideRoute = "OutsideRoute";

const nobodyActs = () => "Nobody needs to act: S3Mirror goes on by itself.";

/** Every kind in words. One without its words does not compile. */
export const failureWords: Record<FailureKind, FailureWords> = {
  throttled: {
    title: "Amazon asked us to slow down",
    sentence: () => "Amazon S3 asked us to slow down. The file waits and is tried again.",
    remedy: nobodyActs,
  },
  transient: {
    title: "Amazon S3 had a short trouble",
    sentence: () => "Amazon S3 or the network did not answer properly. The file is tried again.",
    remedy: nobodyActs,
  },
  unknown_outcome: {
    title: "An answer from Amazon S3 was lost",
    sentence: () => "Amazon S3's answer was lost, so we look whether the copy arrived before doing anything again.",
    remedy: nobodyActs,
  },
  credentials: {
    title: "S3Mirror's own sign-in to Amazon is not accepted",
    sentence: () =>
      "Amazon did not accept S3Mirror's own temporary credentials. They are fetched anew and the file is tried again.",
    remedy: () =>
      'If this stays: "s3mirror doctor" says whether the transfer role can be assumed and whether the clocks are right.',
  },
  source_changed: {
    title: "Changed while we copied",
    sentence: (f) =>
      `${vendor(f)} changed ${file(f)} while we copied ${one(f, "it", "them")}, again and again. No mixture of old and new was kept.`,
    remedy: (f) =>
      `${vendor(f)}: finish writing ${one(f, "the file", "the files")}, then tell us. Then an operator presses "Try again".`,
  },
  integrity: {
    title: "Amazon S3 did not accept the copied parts",
    sentence: (f) =>
      `Amazon S3 refused to put the copied parts of ${file(f)} together (${f.code}). Starting over did not help.`,
    remedy: () =>
      'Look at the technical details, then press "Try again". If it stays, ask AWS support with the request id.',
  },
  source_permission: {
    title: "Reading is not allowed",
    sentence: (f) =>
      `${vendor(f)} does not let us read ${file(f)} in the bucket ${f.bucket}${missing(f)}. ` +
      `If ${one(f, "it was", "they were")} deleted, Amazon may give this same answer.`,
    remedy: (f) =>
      `${vendor(f)}: add the statement below to the policy of the bucket ${f.bucket}${as(f)}, and remove any Deny that names ${one(f, "this file", "these files")}. ` +
      `If ${one(f, "it is", "they are")} gone, put ${one(f, "it", "them")} back or tell us. S3Mirror notices by itself and copies ${one(f, "this file", "these files")} only.`,
  },
  destination_permission: {
    title: "Writing the copy is not allowed",
    sentence: (f) => `Our own bucket ${f.bucket} does not let us write ${file(f)}${missing(f)}.`,
    remedy: (f) =>
      `Our cloud team: allow ${f.action ?? "writing"} on the bucket ${f.bucket}${as(f)}; look at its policy, at the role's policy and at organisation rules (SCP). ` +
      `S3Mirror notices by itself and copies ${one(f, "this file", "these files")} only.`,
  },
  kms_permission: {
    title: "We are not allowed to use the encryption key",
    sentence: (f) =>
      kmsKeyIsOff(f.code)
        ? `The encryption key of the files in ${f.bucket} is switched off, waiting for deletion or gone (${f.code}).`
        : `The files in ${f.bucket} are encrypted with a key that we may not use${missing(f)}.`,
    remedy: (f) => {
      const who = f.side === "source" ? vendor(f) : "Our cloud team";
      if (kmsKeyIsOff(f.code))
        return `${who}: enable the KMS key again, or cancel its deletion; S3Mirror notices by itself. A deleted key cannot be brought back.`;
      return (
        `${who}: if it is a customer managed key, add the statement below to the key's policy${as(f)}. ` +
        "If it is the AWS managed key aws/s3, its policy cannot be changed: encrypt the files again with a customer managed key or with SSE-S3. S3Mirror notices by itself."
      );
    },
  },
  source_missing: {
    title: "Not found at the source",
    sentence: (f) =>
      f.neverSeen
        ? `${sentenceFile(f)} ${one(f, "is", "are")} not found at the source: the bucket ${f.bucket} has no object of ${one(f, "this name", "these names")}, and had none when the transfer was made.`
        : `${vendor(f)} deleted or renamed ${file(f)} in ${f.bucket} after the list was made.`,
    remedy: (f) => {
      if (f.neverSeen)
        return `Whoever gave ${one(f, "the name", "the names")}: compare ${one(f, "it", "them")} with the bucket's letter by letter; S3 tells upper and lower case apart. Under the right ${one(f, "name it is", "names they are")} copied by a new transfer, and an operator waives ${one(f, "this one", "these")}. If ${one(f, "the file is", "the files are")} still to come, S3Mirror notices by itself.`;
      return one(
        f,
        `${vendor(f)}: put the file back under the same name, which S3Mirror notices by itself, or tell us that it is not coming; then an operator waives it.`,
        `${vendor(f)}: put the files back under the same names, which S3Mirror notices by itself, or tell us that they are not coming; then an operator waives them.`,
      );
    },
  },
  archived: {
    title: "Archived (Glacier)",
    sentence: (f) =>
      `${sentenceFile(f)} in ${f.bucket} ${one(f, "is", "are")} in an archive (Glacier) and cannot be read at once.`,
    remedy: (f) =>
      `${vendor(f)}: restore ${one(f, "the file", "the files")} from the archive; this takes minutes to 48 hours. ` +
      `Then S3Mirror copies ${one(f, "it", "them")} by itself.`,
  },
  destination_exists: {
    title: "The place is taken by another object",
    sentence: (f) =>
      one(
        f,
        `At the destination another object already stands under the name of ${file(f)}, and we could not prove it equal.`,
        `At the destination other objects already stand under the names of ${file(f)}, and we could not prove them equal.`,
      ),
    remedy: (f) =>
      `Compare them. Move ${one(f, "the old object", "the old objects")} away at the destination, then press "Try again"; ` +
      `or waive ${one(f, "the file", "the files")} here, and to replace ${one(f, "the old object", "the old objects")} make a transfer that overwrites (--overwrite always).`,
  },
  configuration: {
    title: "A bucket is missing or set up differently",
    sentence: (f) =>
      `The bucket ${f.bucket} does not exist, is in another region or belongs to another account than configured (${f.code}).`,
    remedy: () =>
      "Our cloud team: compare the route (s3mirror routes list) with the bucket's name, region and owner. If the bucket is wrong, correct it: S3Mirror notices by itself. " +
      "If the route is, switch it off, make a right one (s3mirror routes create), and move the files by a new transfer on it.",
  },
  checksum_mismatch: {
    title: "The copy does not match",
    sentence: (f) =>
      f.side === "source"
        ? one(
            f,
            `The copy of ${file(f)} equals the source, but not the checksum or size that ${vendor(f)} announced.`,
            `The copies of ${file(f)} equal their sources, but not the checksums or sizes that ${vendor(f)} announced.`,
          )
        : one(
            f,
            `The copy of ${file(f)} does not equal its source.`,
            `The copies of ${file(f)} do not equal their sources.`,
          ),
    remedy: (f) =>
      f.side === "source"
        ? `${vendor(f)}: check ${one(f, "the file and its announced checksum", "the files and their announced checksums")}, and deliver whichever is wrong again.`
        : `An operator must look: do not use ${one(f, "this copy", "these copies")}. Remove ${one(f, "it", "them")} at the destination, then press "Try again"; if it happens again, ask AWS support with the request id.`,
  },
  invalid_key: {
    title: "The file's name cannot be used",
    sentence: (f) =>
      f.code === "key_empty"
        ? `${sentenceFile(f)} would have no name at the destination: ${one(f, "it is", "they are")} the source folder itself, and there is no destination folder.`
        : f.side === "source"
          ? `${one(f, "The name of", "The names of")} ${file(f)} ${one(f, "has", "have")} a part "." or "..", or a character that Amazon S3's answers cannot carry (${f.code}).`
          : `With the destination's prefix before ${one(f, "it the name of", "them the names of")} ${file(f)} cannot be used: S3 takes at most 1,024 bytes, and no part "." or ".." (${f.code}).`,
    remedy: (f) =>
      f.side === "source"
        ? `${vendor(f)}: rename ${one(f, "the file", "the files")}. Under ${one(f, "its new name it is", "their new names they are")} copied by a new transfer; here an operator waives ${one(f, "it", "them")}.`
        : `Copy ${one(f, "the file", "the files")} by a new transfer with another destination prefix, then waive ${one(f, "it", "them")} here.`,
  },
  route_fence: {
    title: "Its own route does not allow it",
    sentence: (f) =>
      f.code === outsideRoute
        ? `${one(f, "The file lies", "The files lie")} outside the route by which ${one(f, "it was", "they were")} to be copied, so Amazon refused it to S3Mirror. ` +
          "S3Mirror should never have tried: the mistake is ours, not the laboratory's."
        : `Amazon did not take the rule that keeps S3Mirror within this route (${f.code}): its prefixes are too long.`,
    remedy: (f) =>
      f.code === outsideRoute
        ? 'Do not press "Try again". Whoever runs S3Mirror: keep the technical details and find out how the file came into this transfer (docs/operations.md#a-file-outside-its-route).'
        : "An administrator: make a route with shorter prefixes, then start the transfer anew by that one.",
  },
  crashed: {
    title: "Copying stopped our program",
    sentence: (f) => `Five copiers stopped without a word while they worked on ${one(f, "", "each of ")}${file(f)}.`,
    remedy: () =>
      'Look at the copiers\' logs and memory around these times, then press "Try again"; waive a file that stops them again.',
  },
  unexpected: {
    title: "Something happened that we do not know",
    sentence: (f) => `Copying ${file(f)} failed in a way that S3Mirror does not know (${f.code}).`,
    remedy: () => 'Read the technical details. If they show nothing to mend, press "Try again".',
  },
};

function vendor(facts: FailureFacts): string {
  return facts.vendorName ?? "The laboratory";
}

/** The words for one file, or those for several. */
function one(facts: FailureFacts, ofOne: string, ofSeveral: string): string {
  return (facts.files ?? 1) > 1 ? ofSeveral : ofOne;
}

function file(facts: FailureFacts): string {
  if (facts.key !== null) return `"${escapeUnseen(facts.key)}"`;
  return one(facts, "the file", `${(facts.files ?? 1).toLocaleString("en")} files`);
}

function sentenceFile(facts: FailureFacts): string {
  const told = file(facts);
  return told.charAt(0).toUpperCase() + told.slice(1);
}

function missing(facts: FailureFacts): string {
  return facts.action === null ? "" : ` (missing right: ${facts.action})`;
}

function as(facts: FailureFacts): string {
  return facts.principalArn === null ? "" : ` for ${facts.principalArn}`;
}

// S3 passes KMS's own codes on as KMS.<code>.
function kmsKeyIsOff(code: string): boolean {
  return ["KMS.DisabledException", "KMS.KMSInvalidStateException", "KMS.NotFoundException"].includes(code);
}
