"use client";

import { BarredButton } from "../acts/act-button.tsx";
import { useViewer } from "../acts/viewer.tsx";
import { unwrap } from "../api/api-failure.ts";
import { browserApi } from "../api/browser-api.ts";
import type { AlertRecipient } from "../api/types.ts";
import { Badge } from "../design/badge.tsx";
import { whyNotAllowed } from "../words/may-act.ts";
import { useOnce } from "./use-once.ts";

/** One who hears of alerts, or would: who has not agreed is red, and can be asked again. */
export function RecipientRow({ recipient }: { recipient: AlertRecipient }) {
  const { id, protocol, endpoint, confirmed } = recipient;
  const why = whyNotAllowed(useViewer().role, "operate");
  const again = useOnce(async (key) => {
    const params = { path: { id }, header: { "idempotency-key": key } };
    unwrap(await browserApi.POST("/v1/alert-recipients/{id}/send-again", { params, body: {} }));
    return `Asked again: whoever reads ${endpoint} follows the link in it.`;
  });
  return (
    <li aria-label={endpoint} className="flex flex-wrap items-center gap-x-6 gap-y-2 px-5 py-3.5">
      <div className="min-w-0 grow basis-60">
        <p className="font-semibold [overflow-wrap:anywhere]">
          <bdi>{endpoint}</bdi>
        </p>
        <p className="text-[0.8125rem] text-ink-soft">
          {protocols[protocol] ?? protocol}
          {!confirmed && ": nothing is sent there before somebody follows the link in Amazon’s mail"}
        </p>
      </div>
      <Badge tone={confirmed ? "done" : "alert"}>{confirmed ? "Confirmed" : "Not confirmed"}</Badge>
      {!confirmed && (
        <BarredButton why={why} look="plain" className="max-sm:min-h-11" isBusy={again.isPending} onClick={again.press}>
          Send again
        </BarredButton>
      )}
      <p role="status" className={again.told === "" ? "sr-only" : "basis-full text-ink-soft"}>
        {again.told}
      </p>
    </li>
  );
}

const protocols: Record<string, string> = { email: "Mail", "email-json": "Mail", https: "Web address", sqs: "Queue" };
