import { csvCell, csvLine, escapeQuotes } from "@s3mirror/core/csv";
import type { Ledger } from "@s3mirror/core/store/ledger";
import { type SampleLine, type SampleState, walkSampleKeys, walkSamples } from "@s3mirror/core/store/reads/samples";
import type { TransferRecord } from "@s3mirror/core/store/reads/transfers";
import { targetKey } from "../files/file-view.ts";

const columns = ["sampleId", "state", "files", "readyFiles", "blockedBy", "destinationUris"];

/**
 * A line for each sample. The last cell holds where the files of a ready one are, a line each: it is written piece by
 * piece, for one sample may have a million.
 */
export async function* sampleReportCsv(
  ledger: Ledger,
  transfer: TransferRecord,
  states: readonly SampleState[] | null,
): AsyncGenerator<string, void, undefined> {
  yield csvLine(columns);
  for await (const page of walkSamples(ledger, { transferId: transfer.id, states })) {
    const sampleIds = page.filter(({ state }) => state === "ready").map(({ id }) => id);
    const uris = urisOf(ledger, transfer, sampleIds);
    let next = await uris.next();
    for (const sample of page) {
      let text = lineStart(sample);
      if (sample.state !== "ready") {
        yield `${text}\r\n`;
        continue;
      }
      text += '"';
      for (let before = ""; !next.done && next.value.sampleId === sample.id; before = "\n") {
        text += before + escapeQuotes(next.value.uri);
        if (text.length > 50_000) {
          yield text;
          text = "";
        }
        next = await uris.next();
      }
      yield `${text}"\r\n`;
    }
  }
}

function lineStart({ id, state, files, settled, blockedBy }: SampleLine): string {
  return `${[id, state, files, settled, blockedBy.join(" ")].map(csvCell).join(",")},`;
}

async function* urisOf(ledger: Ledger, transfer: TransferRecord, sampleIds: readonly string[]) {
  for await (const page of walkSampleKeys(ledger, { transferId: transfer.id, sampleIds })) {
    for (const { sampleId, key } of page) {
      yield { sampleId, uri: `s3://${transfer.destinationBucket}/${targetKey(key, transfer)}` };
    }
  }
}
