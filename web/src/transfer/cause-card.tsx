"use client";

import { transferAddress } from "@s3mirror/core/page-address";
import { tellBytes, tellCount } from "@s3mirror/core/units";
import Link from "next/link";
import { ActButton } from "../acts/act-button.tsx";
import { useViewer } from "../acts/viewer.tsx";
import type { Cause, Transfer } from "../api/types.ts";
import { ToneMark } from "../design/badge.tsx";
import { buttonClass } from "../design/button.tsx";
import { Card } from "../design/card.tsx";
import { CodeBlock } from "../design/code-block.tsx";
import { CopyButton } from "../design/copy-button.tsx";
import { RelativeTime } from "../live/relative-time.tsx";
import { usePageOrigin } from "../live/use-page-origin.ts";
import { whyNotAllowed } from "../words/may-act.ts";
import { nameOf } from "../words/name-of.ts";
import { capitalise, tellParty } from "../words/tell-party.ts";
import { writeMail } from "../words/write-mail.ts";
import { MailButtons } from "./mail-buttons.tsx";

/** One cause: what happened, who must act, what they do; what they need is ready to be copied or sent. */
export function CauseCard({ transfer, cause }: { transfer: Transfer; cause: Cause }) {
  const mayAct = whyNotAllowed(useViewer().role, "redrive") === null;
  const who = capitalise(tellParty(cause.actionBy, transfer.vendor?.name ?? null));
  const statement = cause.policyStatement === undefined ? null : JSON.stringify(cause.policyStatement, null, 2);
  const origin = usePageOrigin();
  const mailText =
    cause.mailText ??
    writeMail({
      to: cause.actionBy,
      vendorName: transfer.vendor?.name ?? null,
      about: nameOf(transfer),
      trouble: `${tellCount(cause.files, "file")} ${cause.files === 1 ? "needs" : "need"} your help`,
      message: `${cause.title}. ${cause.message}`,
      remedy: cause.remedy,
      enclosed: statement,
      transferId: transfer.id,
      address: transferAddress(origin, { transferId: transfer.id, causeId: cause.id }),
    });
  const headingId = `cause-${cause.id}`;
  return (
    <Card aria-labelledby={headingId} className="border-alert-line">
      <div className="px-5 pt-4 pb-4">
        <h3 id={headingId} className="flex items-baseline gap-2 text-[0.9375rem] font-semibold text-alert">
          <ToneMark tone="alert" className="translate-y-px" />
          <span>
            {who} must act: {tellCount(cause.files, "file")}
          </span>
        </h3>
        <dl className="mt-2.5 grid gap-x-4 gap-y-1.5 sm:grid-cols-[8.5rem_minmax(0,1fr)]">
          <dt className="text-ink-soft">What happened</dt>
          <dd className="[overflow-wrap:anywhere]">
            <strong className="font-medium">{cause.title}.</strong> {cause.message}
          </dd>
          <dt className="text-ink-soft">What to do</dt>
          <dd className="[overflow-wrap:anywhere]">{cause.remedy}</dd>
          <dt className="text-ink-soft">How much</dt>
          <dd>
            {tellCount(cause.files, "file")}
            {cause.samples !== null && cause.samples > 0 && ` of ${tellCount(cause.samples, "sample")}`},{" "}
            {tellBytes(cause.bytes)}, first seen <RelativeTime at={cause.firstSeenAt} />
            {cause.lastProbeAt !== null && (
              <>
                , asked again <RelativeTime at={cause.lastProbeAt} />
              </>
            )}
          </dd>
        </dl>
        {statement !== null && (
          <details className="mt-3">
            <summary className="w-fit font-medium text-accent">The policy statement to add</summary>
            <CodeBlock label="Policy statement">{statement}</CodeBlock>
          </details>
        )}
      </div>
      <div className="flex flex-wrap items-center gap-2 border-t border-line px-5 py-3">
        <ActButton act={{ name: "try_again", transfer, files: { cause } }} look={mayAct ? "primary" : "plain"}>
          Try again ({cause.files.toLocaleString("en")})
        </ActButton>
        {cause.actionBy !== "nobody" && <MailButtons mailText={mailText} to={cause.mailTo} isMain={!mayAct} />}
        {statement !== null && (
          <CopyButton text={statement} what="The statement is">
            Copy statement
          </CopyButton>
        )}
        <ActButton act={{ name: "waive", transfer, files: { cause } }} look="quiet" />
        <Link
          href={`/transfers/${transfer.id}?cause=${encodeURIComponent(cause.id)}#files`}
          prefetch={false}
          className={buttonClass("quiet")}
        >
          Show {cause.files === 1 ? "the file" : "these files"}
        </Link>
      </div>
    </Card>
  );
}
