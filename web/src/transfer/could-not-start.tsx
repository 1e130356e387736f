import type { Transfer } from "../api/types.ts";
import { Card } from "../design/card.tsx";
import { capitalise, tellParty } from "../words/tell-party.ts";

/** Why nothing was copied at all, who has to act and what they do. */
export function CouldNotStart({
  transfer,
  failure,
}: {
  transfer: Transfer;
  failure: NonNullable<Transfer["failure"]>;
}) {
  return (
    <Card aria-labelledby="could-not-start" className="border-alert-line px-5 py-4">
      <h2 id="could-not-start" className="text-[0.9375rem] font-semibold text-alert">
        {capitalise(tellParty(failure.actionBy, transfer.vendor?.name ?? null))} must act: it could not start
      </h2>
      <p className="mt-1.5 [overflow-wrap:anywhere]">{failure.message}</p>
      <p className="mt-1.5 text-ink-soft [overflow-wrap:anywhere]">
        <strong className="font-medium text-ink">What to do:</strong> {failure.remedy}
      </p>
    </Card>
  );
}
