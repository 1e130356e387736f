import { CopyObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { refusalOf } from "../aws-error.ts";
import { putOwn } from "../objects.ts";
import { didNotHold, held, type Probe } from "../probe.ts";

const rounds = 10;
const writers = 4;

export const race: Probe = {
  name: "race",
  claim:
    "Of several conditional copies to one key at once, one wins and the others hear 409 or 412; replacing by If-Match likewise",
  uses: () => ({ s3Writes: rounds * (2 * writers + 1) + 1 }),
  async run(context) {
    const { s3 } = context.clients;
    const { bucket: Bucket, prefix } = context.workplace;
    const options = { abortSignal: context.signal };
    const source = await putOwn(context, context.workplace, "race-source", "one of them");
    const losers = new Map<string, number>();
    const contest = async (Key: string, condition: { IfNoneMatch: string } | { IfMatch: string }) => {
      const ask = new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/${source.key}`, ...condition });
      const errors = await Promise.all(Array.from({ length: writers }, () => refusalOf(s3.send(ask, options))));
      for (const error of errors) {
        if (error === null) continue;
        if (error.status !== 409 && error.status !== 412) return `a loser heard ${error.text}`;
        const heard = `${error.status} ${error.name}`;
        losers.set(heard, (losers.get(heard) ?? 0) + 1);
      }
      const winners = errors.filter((error) => error === null).length;
      return winners === 1 ? null : `${winners} of ${writers} won (${Object.keys(condition)[0]})`;
    };
    for (let round = 0; round < rounds; round++) {
      const fresh = await contest(`${prefix}race-${round}`, { IfNoneMatch: "*" });
      if (fresh !== null) return didNotHold(fresh);
      // The bytes differ from those copied over them: else a second winner would find the same ETag again.
      const put = new PutObjectCommand({ Bucket, Key: `${prefix}race-${round}`, Body: `round ${round}` });
      const { ETag = "" } = await s3.send(put, options);
      const replaced = await contest(`${prefix}race-${round}`, { IfMatch: ETag });
      if (replaced !== null) return didNotHold(replaced);
    }
    const heard = [...losers].map(([what, times]) => `${times} heard ${what}`);
    return held(`${2 * rounds} contests of ${writers}, one winner each; ${heard.join(", ")}`);
  },
};
