"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { browserApi } from "../api/browser-api.ts";
import type { FileDetails, Transfer } from "../api/types.ts";
import { Badge } from "../design/badge.tsx";
import { Button } from "../design/button.tsx";
import { Bytes } from "../design/bytes.tsx";
import { CopyButton } from "../design/copy-button.tsx";
import { Drawer } from "../design/drawer.tsx";
import { ObjectKey } from "../design/object-key.tsx";
import { Progress } from "../design/progress.tsx";
import { ClockTime } from "../live/clock-time.tsx";
import { ExactTime } from "../live/exact-time.tsx";
import { LiveCard, sourceOf } from "../live/live-card.tsx";
import { tellBytesOf, tellNumber, tellPercent } from "../words/tell-amount.ts";
import { capitalise, tellParty } from "../words/tell-party.ts";
import { tellSpan } from "../words/tell-time.ts";
import { FileActs } from "./file-acts.tsx";
import { tellFileEvent } from "./file-history.ts";
import { FileProof } from "./file-proof.tsx";
import { fileQuery } from "./file-queries.ts";
import { FileTechnical } from "./file-technical.tsx";
import { stateTones, stateWords } from "./file-words.ts";

type Shared = {
  transfer: Transfer;
  vendorName: string | null;
  source: string;
  destination: string;
  /** Shows all files that wait for what this one waits for. */
  onCause: (causeId: string) => void;
};

/** Everything there is to know of one file, over the page; its address is the page's with `file=NUMBER`. */
export function FileDrawer({
  number,
  pollMs,
  onClose,
  ...shared
}: Shared & { number: number; pollMs: number; onClose: () => void }) {
  const asked = useQuery({
    ...fileQuery(browserApi, shared.transfer.id, number),
    refetchInterval: pollMs,
  });
  return (
    <Drawer title={`File ${tellNumber(number)}`} onClose={onClose}>
      <LiveCard name="The file" source={sourceOf(asked, pollMs)}>
        {asked.data !== undefined ? (
          <FileSheet file={asked.data} {...shared} />
        ) : (
          <p className="text-ink-soft">Loading</p>
        )}
      </LiveCard>
    </Drawer>
  );
}

function FileSheet({ file, transfer, vendorName, source, destination, onCause }: { file: FileDetails } & Shared) {
  const { state, failure, causeId, sizeBytes, bytesCopied, events } = file;
  const isMoving = state === "copying" || state === "verifying";
  return (
    <div className="grid grid-cols-1 gap-6">
      <div className="grid grid-cols-1 gap-3">
        <p>
          <ObjectKey value={file.key} className="text-[0.9375rem]" />
        </p>
        <div className="flex flex-wrap items-center gap-3">
          <Badge tone={stateTones[state]}>{stateWords[state]}</Badge>
          <Bytes value={sizeBytes} />
          {file.sampleId !== null && (
            <span>
              Sample <ObjectKey value={file.sampleId} />
            </span>
          )}
        </div>
        {isMoving && sizeBytes !== null && sizeBytes > 0 && (
          <div className="grid grid-cols-1 gap-1">
            <Progress value={bytesCopied / sizeBytes} tone="busy" label="Copied of this file" />
            <p className="text-ink-soft">
              {tellBytesOf(bytesCopied, sizeBytes)}, {tellPercent(bytesCopied / sizeBytes)}
            </p>
          </div>
        )}
        {failure !== null && (
          <div className="rounded-lg border border-alert-line bg-alert-soft px-4 py-3">
            <p className="font-medium">{capitalise(tellParty(failure.actionBy, vendorName))} must act</p>
            <p className="mt-1 [overflow-wrap:anywhere]">{failure.message}</p>
            <p className="mt-1 [overflow-wrap:anywhere]">{failure.remedy}</p>
            {isForPolicy(failure.kind) && (
              <p className="mt-1 text-ink-soft">The statement stands on the transfer’s page, above its samples.</p>
            )}
            {causeId !== null && (
              <Button className="mt-3" onClick={() => onCause(causeId)}>
                Show all files that wait for this
              </Button>
            )}
          </div>
        )}
      </div>
      <FileActs transfer={transfer} file={file} />
      <Part title="From and to">
        <ObjectPlace name="Source" uri={`s3://${source}/${file.key}`} />
        <ObjectPlace name="Destination" uri={`s3://${destination}/${file.destinationKey}`} />
      </Part>
      <Part title="Proof">
        <FileProof file={file} />
      </Part>
      <Part title="Times">
        <Times file={file} />
      </Part>
      {events.length > 0 && (
        <Part title="Out of the ordinary">
          <ol className="grid grid-cols-1 gap-2">
            {events.map(({ at, type, detail }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: events are only ever added at the end.
              <li key={index} className="grid grid-cols-[7.5rem_1fr] gap-3">
                <span className="text-ink-soft">
                  <ClockTime at={at} />
                </span>
                <span className="[overflow-wrap:anywhere]">{tellFileEvent({ type, detail })}</span>
              </li>
            ))}
          </ol>
        </Part>
      )}
      <FileTechnical file={file} />
    </div>
  );
}

/** What a policy statement mends; it is one for all files of the cause, so it is not told here. */
function isForPolicy(kind: NonNullable<FileDetails["failure"]>["kind"]): boolean {
  return kind === "source_permission" || kind === "kms_permission";
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-2 font-semibold">{title}</h3>
      {children}
    </section>
  );
}

function ObjectPlace({ name, uri }: { name: string; uri: string }) {
  return (
    <div className="flex items-start justify-between gap-3 py-1">
      <p className="min-w-0">
        <span className="block text-[0.8125rem] text-ink-soft">{name}</span>
        <ObjectKey value={uri} />
      </p>
      <CopyButton text={uri} what={`The ${name.toLowerCase()} is`}>
        Copy
      </CopyButton>
    </div>
  );
}

function Times({ file }: { file: FileDetails }) {
  const { startedAt, finishedAt, attempts, restarts, redrives } = file;
  const rows: [string, ReactNode][] = [
    ["Started", startedAt === null ? "Not yet" : <ExactTime key="started" at={startedAt} />],
    ["Finished", finishedAt === null ? "Not yet" : <ExactTime key="finished" at={finishedAt} />],
    ...(startedAt !== null && finishedAt !== null
      ? [["Took", tellSpan(Date.parse(finishedAt) - Date.parse(startedAt))] as [string, ReactNode]]
      : []),
    ["Attempts", `${tellNumber(attempts)}${restarts > 0 ? `, started over ${times(restarts)}` : ""}`],
    ...(redrives > 0 ? [["Tried again", times(redrives)] as [string, ReactNode]] : []),
  ];
  return (
    <dl className="grid grid-cols-[7.5rem_1fr] gap-x-3 gap-y-1">
      {rows.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-soft">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function times(count: number): string {
  return count === 1 ? "once" : count === 2 ? "twice" : `${tellNumber(count)} times`;
}
