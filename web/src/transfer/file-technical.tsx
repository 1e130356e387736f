import type { FileDetails } from "../api/types.ts";
import { CopyButton } from "../design/copy-button.tsx";
import { ObjectKey } from "../design/object-key.tsx";

/** What an engineer or Amazon's support asks for, word for word. */
export function FileTechnical({ file }: { file: FileDetails }) {
  const { technical, requestId } = file;
  const rows = [
    ["Request id of the copy", requestId],
    ["Error", technical?.code ?? null],
    ["Side", technical?.side ?? null],
    ["Denied right", technical?.action ?? null],
    ["Request id of the error", technical?.requestId ?? null],
    ["Amazon's words", technical?.message ?? null],
  ].filter((row): row is [string, string] => row[1] !== null && row[1] !== "");
  return (
    <details className="border-t border-line pt-4">
      <summary className="font-semibold">Technical details</summary>
      <dl className="mt-3 grid gap-x-3 gap-y-1 sm:grid-cols-[11rem_1fr]">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-soft">{name}</dt>
            <dd className="min-w-0">
              <ObjectKey value={value} />
            </dd>
          </div>
        ))}
      </dl>
      {rows.length === 0 && <p className="mt-3 text-ink-soft">Amazon S3 has not answered for this file yet.</p>}
      <p className="mt-3">
        <CopyButton text={JSON.stringify(file, null, 2)} what="All details are">
          Copy all as JSON
        </CopyButton>
      </p>
    </details>
  );
}
