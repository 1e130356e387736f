"use client";

import { type ReactNode, useState } from "react";
import type { InFlight } from "../api/types.ts";
import { Button } from "../design/button.tsx";
import { needsReason, tellAct } from "../words/tell-act.ts";
import { type Outcome, tellEntry, tellOutcome } from "../words/tell-receipt.ts";
import { type Act, inverseOf } from "./act.ts";
import { ProblemNote } from "./problem-note.tsx";
import { ReasonField } from "./reason-field.tsx";
import { keepReason } from "./reasons.ts";
import { Sheet } from "./sheet.tsx";
import { useAct } from "./use-act.ts";
import { useViewer } from "./viewer.tsx";

/** One act, decided: what it would do and the reason, then what came of it, with the way back where there is one. */
export function ActDialog({
  act: opened,
  inFlight,
  onDone,
  onClose,
}: {
  act: Act;
  /** What copiers have in hand; null while that is not known. */
  inFlight: InFlight | null;
  onDone: (outcome: Outcome) => void;
  onClose: () => void;
}) {
  const [act, setAct] = useState(opened);
  const [reason, setReason] = useState("");
  const sent = useAct(setAct);
  const undone = useAct();
  const words = tellAct(act, inFlight);
  const [viewer, inverse] = [useViewer(), inverseOf(act)];
  const undo = inverse !== null && undone.data !== undefined ? { name: inverse.name, outcome: undone.data } : null;
  const done = undo ?? (sent.data === undefined ? null : { name: act.name, outcome: sent.data });
  return (
    <Sheet
      title={done === null ? words.title : tellOutcome(done.name, done.outcome)}
      isHeld={sent.isPending || undone.isPending}
      isOpenerGone={done?.name === "waive"}
      onClose={onClose}
    >
      {words.about !== null && (
        <p className="mt-0.5 text-ink-soft [overflow-wrap:anywhere]">
          <bdi>{words.about}</bdi>
        </p>
      )}
      {done === null ? (
        <form
          className="mt-3 grid grid-cols-1 gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            keepReason(localStorage, viewer.id, reason.trim());
            sent.mutate({ act, reason: reason.trim() }, { onSuccess: onDone });
          }}
        >
          <dl className="grid grid-cols-1 gap-x-4 gap-y-1.5 sm:grid-cols-[7.5rem_minmax(0,1fr)]">
            <Told term="What happens">{words.stops}</Told>
            <Told term="What stays">{words.stays}</Told>
            <Told term="Who is told">{words.told}</Told>
          </dl>
          <ReasonField
            value={reason}
            onChange={setReason}
            isRequired={needsReason(act.name)}
            // After a lost answer only the very same may be sent again under its key.
            isFixed={sent.isPending || sent.isLost}
          />
          <ProblemNote error={sent.error} isLost={sent.isLost} />
          <Buttons>
            <Button onClick={onClose} disabled={sent.isPending}>
              Leave it
            </Button>
            <Button type="submit" look="primary" disabled={sent.isPending}>
              {sent.isPending ? "One moment" : sent.isLost ? "Send it again" : words.confirm}
            </Button>
          </Buttons>
        </form>
      ) : (
        <div className="mt-3 grid grid-cols-1 gap-4">
          <p>{tellEntry(done.outcome.entry)}</p>
          <ProblemNote error={undone.error} isLost={undone.isLost} />
          <Buttons>
            {inverse !== null && undo === null && done.outcome.entry !== null && (
              <Button
                disabled={undone.isPending}
                onClick={() => undone.mutate({ act: inverse, reason: `Undone: ${reason.trim()}`.slice(0, 1_000) })}
              >
                {undone.isPending ? "One moment" : "Undo"}
              </Button>
            )}
            <Button look="primary" onClick={onClose} disabled={undone.isPending}>
              Close
            </Button>
          </Buttons>
        </div>
      )}
    </Sheet>
  );
}

function Told({ term, children }: { term: string; children: string }) {
  return (
    <>
      <dt className="text-ink-soft">{term}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** Side by side, and on a phone as wide and as high as a finger needs. */
function Buttons({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap justify-end gap-2 max-sm:*:min-h-11 max-sm:*:grow">{children}</div>;
}
