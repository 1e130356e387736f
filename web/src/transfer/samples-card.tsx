"use client";

import { tellBytes } from "@s3mirror/core/units";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { unwrap } from "../api/api-failure.ts";
import { browserApi } from "../api/browser-api.ts";
import type { Sample, Transfer } from "../api/types.ts";
import { Badge, type Tone } from "../design/badge.tsx";
import { Button } from "../design/button.tsx";
import { Card, CardHead } from "../design/card.tsx";
import { ObjectKey } from "../design/object-key.tsx";
import { Cell, HeadCell, Table, tableClasses } from "../design/table.tsx";
import { paceOf } from "../live/pace.ts";
import { tellNumber } from "../words/tell-amount.ts";
import { isOpen } from "../words/tell-state.ts";

type SamplePage = { items: Sample[]; nextCursor: string | null };

const words: Record<Sample["state"], { word: string; tone: Tone }> = {
  ready: { word: "Ready", tone: "done" },
  needs_attention: { word: "Needs attention", tone: "alert" },
  in_progress: { word: "In progress", tone: "busy" },
  cancelled: { word: "Cancelled", tone: "idle" },
};

const FEW = 8;

/** Which samples are ready to be analysed: the unit that scientists wait for. Nothing where no name tells a sample. */
export function SamplesCard({ transfer, first }: { transfer: Transfer; first: SamplePage }) {
  const [isWhole, setIsWhole] = useState(false);
  const { id, samples } = transfer;
  const list = useInfiniteQuery({
    queryKey: ["transfer", id, "samples"],
    queryFn: async ({ pageParam }): Promise<SamplePage> => {
      const query = pageParam === null ? {} : { cursor: pageParam };
      return unwrap(await browserApi.GET("/v1/transfers/{id}/samples", { params: { path: { id }, query } }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    initialData: { pages: [first], pageParams: [null] },
    placeholderData: keepPreviousData,
    refetchInterval: paceOf(isOpen(transfer)),
  });
  const known = list.data.pages.flatMap((page) => page.items);
  if (known.length === 0) return null;
  const shown = isWhole ? known : known.slice(0, FEW);
  return (
    <Card aria-labelledby="samples">
      <CardHead
        id="samples"
        title={
          samples.total === null
            ? "Samples"
            : `${tellNumber(samples.ready ?? 0)} of ${tellNumber(samples.total)} samples ready`
        }
      >
        {samples.guessed && <span className="text-[0.8125rem] text-ink-faint">Guessed from the files’ names</span>}
      </CardHead>
      <Table>
        <thead className={tableClasses.head}>
          <tr>
            <HeadCell>Sample</HeadCell>
            <HeadCell>State</HeadCell>
            <HeadCell className="text-right">Files here</HeadCell>
            <HeadCell className="text-right max-sm:hidden">Size</HeadCell>
          </tr>
        </thead>
        <tbody>
          {shown.map((sample) => (
            <tr key={sample.id} className={tableClasses.row}>
              <Cell>
                <ObjectKey value={sample.id} />
              </Cell>
              <Cell>
                <Badge tone={words[sample.state].tone}>{words[sample.state].word}</Badge>
              </Cell>
              <Cell className="text-right whitespace-nowrap">
                {tellNumber(sample.counts.copied + sample.counts.skipped)} of {tellNumber(sample.counts.total)}
              </Cell>
              <Cell className="text-right whitespace-nowrap max-sm:hidden">{tellBytes(sample.bytes.total)}</Cell>
            </tr>
          ))}
        </tbody>
      </Table>
      {(known.length > shown.length || list.hasNextPage) && (
        <p className="border-t border-line px-5 py-2.5">
          <Button look="quiet" onClick={() => (isWhole ? void list.fetchNextPage() : setIsWhole(true))}>
            {isWhole
              ? "Show more samples"
              : `Show all ${samples.total === null ? "" : `${tellNumber(samples.total)} `}samples`}
          </Button>
        </p>
      )}
    </Card>
  );
}
