import type { FileDetails } from "../api/types.ts";
import { markColours, ToneMark } from "../design/badge.tsx";
import { ObjectKey } from "../design/object-key.tsx";
import { Cell, HeadCell, Table, tableClasses } from "../design/table.tsx";
import { tellProof } from "./proof-words.ts";

const tones = { verified: "done", pending: "busy", size_only: "warn", mismatched: "alert" } as const;

/** How the copy is proven, in words first, then what Amazon S3 says of both sides. */
export function FileProof({ file }: { file: Pick<FileDetails, "state" | "verification" | "source" | "destination"> }) {
  const { source, destination, verification } = file;
  const proof = tellProof(file);
  const tone = tones[verification?.result as keyof typeof tones] ?? "idle";
  const rows = [
    ["ETag", bare(source.etag), bare(destination.etag)],
    [checksumName(file), source.checksum?.value ?? null, destination.checksum?.value ?? null],
    ["Version", source.versionId, destination.versionId],
  ].filter(([, ofSource, ofCopy]) => ofSource !== null || ofCopy !== null) as [string, string | null, string | null][];
  return (
    <>
      <p className="flex items-baseline gap-2">
        <ToneMark tone={tone} className={`translate-y-px ${markColours[tone]}`} />
        <span>
          {proof.short && <strong className="font-medium">{proof.short}. </strong>}
          {proof.sentence}
        </span>
      </p>
      <Table className="mt-2 table-fixed">
        <thead>
          <tr className={tableClasses.head}>
            <HeadCell className="w-28 pl-0 first:pl-0">
              <span className="sr-only">What</span>
            </HeadCell>
            <HeadCell>Source</HeadCell>
            <HeadCell className="last:pr-0">Copy</HeadCell>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ofSource, ofCopy]) => (
            <tr key={name} className={tableClasses.row}>
              <th scope="row" className="py-2 pr-3 text-left align-top font-normal text-ink-soft">
                {name}
              </th>
              <Cell>{ofSource === null ? "–" : <ObjectKey value={ofSource} />}</Cell>
              <Cell className="last:pr-0">{ofCopy === null ? "–" : <ObjectKey value={ofCopy} />}</Cell>
            </tr>
          ))}
        </tbody>
      </Table>
    </>
  );
}

function checksumName({ source, destination }: Pick<FileDetails, "source" | "destination">): string {
  return destination.checksum?.algorithm ?? source.checksum?.algorithm ?? "Checksum";
}

/** An ETag comes in quotes while it is only listed, and without once it was asked for. */
function bare(etag: string | null): string | null {
  return etag?.replaceAll('"', "") ?? null;
}
