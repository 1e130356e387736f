"use client";

import { tellBytes, tellCount } from "@s3mirror/core/units";
import { useState } from "react";
import { browserApi } from "../api/browser-api.ts";
import type { Sample, Transfer } from "../api/types.ts";
import { Badge, type Tone } from "../design/badge.tsx";
import { Button } from "../design/button.tsx";
import { Card, CardHead } from "../design/card.tsx";
import { ObjectKey } from "../design/object-key.tsx";
import { Cell, HeadCell, Table, tableClasses } from "../design/table.tsx";
import { samplesAddress } from "../downloads/addresses.ts";
import { DownloadLink } from "../downloads/download-link.tsx";
import { LiveCard } from "../live/live-card.tsx";
import { paceOf } from "../live/pace.ts";
import { usePages } from "../live/use-pages.ts";
import { tellNumber } from "../words/tell-amount.ts";
import { isOpen } from "../words/tell-state.ts";
import { samplesQuery } from "./transfer-queries.ts";

const words: Record<Sample["state"], { word: string; tone: Tone }> = {
  ready: { word: "Ready", tone: "done" },
  needs_attention: { word: "Needs attention", tone: "alert" },
  in_progress: { word: "In progress", tone: "busy" },
  cancelled: { word: "Cancelled", tone: "idle" },
};

const standing: { word: string; tone: Tone } = { word: "Waiting", tone: "idle" };

/** Which samples are ready to be analysed: the unit that scientists wait for. Nothing where no name tells a sample. */
export function SamplesCard({ transfer }: { transfer: Transfer }) {
  const [isWhole, setIsWhole] = useState(false);
  const { id, samples } = transfer;
  const list = usePages((cursor) => samplesQuery(browserApi, id, isWhole, cursor), paceOf(isOpen(transfer)));
  const pages = list.pages.map((page) => page.toSorted(byUrgency)).filter((page) => page.length > 0);
  const total = samples.total ?? list.pages.flat().length;
  if (total === 0 && list.source.error === null) return null;
  // What stands still is not on its way.
  const stateOf = (sample: Sample) =>
    sample.state === "in_progress" && !isOpen(transfer) ? standing : words[sample.state];
  return (
    <LiveCard name="Samples" source={list.source}>
      <Card aria-labelledby="samples">
        <CardHead
          id="samples"
          title={
            samples.total === null
              ? "Samples"
              : `${tellNumber(samples.ready ?? 0)} of ${tellCount(total, "sample")} ready`
          }
        >
          {samples.guessed && <span className="text-[0.8125rem] text-ink-faint">Told by the files’ names</span>}
        </CardHead>
        {pages.length > 0 && (
          <Table>
            <thead className={tableClasses.head}>
              <tr>
                <HeadCell>Sample</HeadCell>
                <HeadCell>State</HeadCell>
                <HeadCell className="text-right">Files here</HeadCell>
                <HeadCell className="text-right max-sm:hidden">Size</HeadCell>
              </tr>
            </thead>
            {pages.map((page, index) => (
              <tbody key={page[0]?.id} ref={list.watch(index)}>
                {page.map((sample) => (
                  <tr key={sample.id} className={tableClasses.row}>
                    <Cell>
                      <ObjectKey value={sample.id} />
                    </Cell>
                    <Cell>
                      <Badge tone={stateOf(sample).tone}>{stateOf(sample).word}</Badge>
                    </Cell>
                    <Cell className="text-right whitespace-nowrap">
                      {tellNumber(sample.counts.copied + sample.counts.skipped)} of {tellNumber(sample.counts.total)}
                    </Cell>
                    <Cell className="text-right whitespace-nowrap max-sm:hidden">{tellBytes(sample.bytes.total)}</Cell>
                  </tr>
                ))}
              </tbody>
            ))}
          </Table>
        )}
        <div className="flex flex-wrap items-center gap-2 border-t border-line px-5 py-2">
          {isWhole && list.hasMore && (
            <Button look="quiet" className="-ml-3" disabled={list.isOpening} onClick={list.openMore}>
              Show more
            </Button>
          )}
          <Button
            look="quiet"
            className={isWhole && list.hasMore ? undefined : "-ml-3"}
            aria-expanded={isWhole}
            onClick={() => setIsWhole(!isWhole)}
          >
            {isWhole ? "Show only those that are not ready" : `Show all ${tellCount(total, "sample")}`}
          </Button>
          <span className="ml-auto flex flex-wrap gap-1">
            {samples.ready !== 0 && (
              <DownloadLink href={samplesAddress(id, "ready")}>Ready samples as CSV</DownloadLink>
            )}
            <DownloadLink href={samplesAddress(id, null)}>All samples as CSV</DownloadLink>
          </span>
        </div>
      </Card>
    </LiveCard>
  );
}

const urgency: Record<Sample["state"], number> = { needs_attention: 0, in_progress: 1, cancelled: 2, ready: 2 };

/** What needs somebody first; the rest stays in the API's order. */
function byUrgency(one: Sample, other: Sample): number {
  return urgency[one.state] - urgency[other.state];
}
