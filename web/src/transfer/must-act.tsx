"use client";

import { transferAddress } from "@s3mirror/core/page-address";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { browserApi } from "../api/browser-api.ts";
import type { Transfer } from "../api/types.ts";
import { ToneMark } from "../design/badge.tsx";
import { Card } from "../design/card.tsx";
import { useWordsAnywhere, useZone } from "../live/clock.tsx";
import { usePageOrigin } from "../live/use-page-origin.ts";
import { vendorQuery } from "../vendors/vendor-queries.ts";
import { nameOf } from "../words/name-of.ts";
import { capitalise, tellParty } from "../words/tell-party.ts";
import { tellClock } from "../words/tell-time.ts";
import { writeMail } from "../words/write-mail.ts";
import { MailButtons } from "./mail-buttons.tsx";

/** Why a transfer as a whole does not move, who has to act, what they do, and the mail that asks them. */
export function MustAct({ transfer }: { transfer: Transfer }) {
  const zone = useZone();
  const { failure, stalledSince, vendor } = transfer;
  const since = useWordsAnywhere((now) =>
    stalledSince === null ? "" : tellClock(Date.parse(stalledSince), zone, now),
  );
  if (failure !== null) {
    const who = capitalise(tellParty(failure.actionBy, vendor?.name ?? null));
    return (
      <Sheet
        transfer={transfer}
        title={`${who} must act: it could not start`}
        trouble="it could not start"
        {...failure}
      />
    );
  }
  if (stalledSince === null) return null;
  return (
    <Sheet
      transfer={transfer}
      title={`An operator should look: nothing has moved since ${since}`}
      trouble={`nothing has moved since ${since}`}
      actionBy="operator"
      message="Files are being copied, but Amazon S3 has copied no byte of them for some time. Nothing is lost: S3Mirror hands them to another copier, which goes on where they are."
      remedy="Usually nothing, it ends by itself. If it stays for an hour, ask s3mirror doctor, and look at AWS Health for trouble of S3 in this region."
    />
  );
}

function Sheet({
  transfer,
  title,
  trouble,
  actionBy,
  message,
  remedy,
}: {
  transfer: Transfer;
  title: string;
  trouble: string;
  actionBy: string;
  message: string;
  remedy: string;
}) {
  const origin = usePageOrigin();
  const vendor = useQuery({
    ...vendorQuery(browserApi, transfer.vendor?.id ?? ""),
    enabled: actionBy === "vendor" && transfer.vendor !== null,
  });
  const mailText = writeMail({
    to: actionBy,
    vendorName: transfer.vendor?.name ?? null,
    about: nameOf(transfer),
    trouble,
    message,
    remedy,
    transferId: transfer.id,
    address: transferAddress(origin, { transferId: transfer.id }),
  });
  return (
    <Card aria-labelledby="must-act" className="border-alert-line">
      <div className="px-5 pt-4 pb-4">
        <h2 id="must-act" className="flex items-baseline gap-2 text-[0.9375rem] font-semibold text-alert">
          <ToneMark tone="alert" className="translate-y-px" />
          {title}
        </h2>
        <dl className="mt-2.5 grid gap-x-4 gap-y-1.5 sm:grid-cols-[8.5rem_minmax(0,1fr)]">
          <Told term="What happened">{message}</Told>
          <Told term="What to do">{remedy}</Told>
        </dl>
      </div>
      <div className="flex flex-wrap items-center gap-2 border-t border-line px-5 py-3">
        <MailButtons mailText={mailText} to={vendor.data?.contact?.email ?? null} isMain />
      </div>
    </Card>
  );
}

function Told({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-soft">{term}</dt>
      <dd className="[overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}
