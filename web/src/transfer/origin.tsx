import type { Transfer } from "../api/types.ts";
import { Arrow } from "../design/arrow.tsx";
import { ObjectKey } from "../design/object-key.tsx";
import { RelativeTime } from "../live/relative-time.tsx";

/** Whose it is, where it comes from and goes to, and who asked for it when. */
export function Origin({ transfer }: { transfer: Transfer }) {
  const { vendor, source, destination, reference, name, labels } = transfer;
  return (
    <div className="mt-1 grid grid-cols-1 gap-1 text-ink-soft">
      <p className="[overflow-wrap:anywhere]">
        {vendor !== null && (
          <>
            From <bdi className="font-medium text-ink">{vendor.name}</bdi>
            {", "}
          </>
        )}
        <ObjectKey value={`${source.bucket}/${source.prefix}`} />
        <Arrow to="right" className="mx-1.5 align-[-0.15em] text-ink-faint" />
        <span className="sr-only"> to </span>
        <ObjectKey value={`${destination.bucket}/${destination.prefix}`} />
      </p>
      <p className="text-[0.8125rem] text-ink-faint">
        Asked for by <bdi>{transfer.createdBy}</bdi> <RelativeTime at={transfer.createdAt} />
        {reference !== null && name !== null && (
          <>
            {" · "}reference <bdi>{reference}</bdi>
          </>
        )}
        {Object.entries(labels).map(([label, value]) => (
          <span key={label}>
            {" · "}
            <bdi>
              {label} {value}
            </bdi>
          </span>
        ))}
      </p>
    </div>
  );
}
