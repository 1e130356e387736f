import { createRoute } from "@hono/zod-openapi";
import type { TransferState } from "@s3mirror/core/states";
import type { Ledger } from "@s3mirror/core/store/ledger";
import { type ActName, recordAct } from "@s3mirror/core/store/people/audit";
import type { TransferRecord } from "@s3mirror/core/store/reads/transfers";
import { cancelTransfer, pauseTransfer, resumeTransfer } from "@s3mirror/core/store/transfers/steering";
import { nameActor } from "@s3mirror/core/store/transfers/transfer-events";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { Api } from "../frame/api-env.ts";
import { actorOf } from "../frame/authentication.ts";
import { idempotencyHeader, json, problemAnswers, reasonBody, transferIdParam } from "../frame/documented.ts";
import { once } from "../frame/idempotency.ts";
import { ApiError } from "../frame/problem.ts";
import { needs } from "../frame/rights.ts";
import { findTransfer } from "./find-transfer.ts";
import { type TransferView, transferSchema, viewTransfer } from "./transfer-view.ts";

/** A verb that moves a transfer to another state: where it may begin, and the statement that does it. */
type Verb = {
  name: "pause" | "resume" | "cancel";
  right: "operate" | "end";
  actName: ActName;
  summary: string;
  /** Asking again in these states is answered as done. */
  already: readonly TransferState[];
  refuse: (transfer: TransferRecord) => string | null;
  act: (ledger: Ledger, id: string) => Promise<boolean>;
};

const verbs: readonly Verb[] = [
  {
    name: "pause",
    right: "operate",
    actName: "transfer.paused",
    summary: "Stop sending new files; what is being copied is finished",
    already: [],
    refuse: ({ state }) => (state === "planning" ? "Wait until it is planned, or cancel it." : null),
    act: (ledger, id) => pauseTransfer(ledger, { id, by: "user" }),
  },
  {
    name: "resume",
    right: "operate",
    actName: "transfer.resumed",
    summary: "Go on",
    already: ["running"],
    refuse: ({ pausedBy }) => {
      if (pausedBy === "route_disabled") return "Its route is switched off: switch the route on, then it goes on.";
      return pausedBy === "fleet" ? "The whole fleet is paused: let the fleet's brake go." : null;
    },
    act: (ledger, id) => resumeTransfer(ledger, { id, pausedBy: null }),
  },
  {
    name: "cancel",
    right: "end",
    actName: "transfer.cancelled",
    summary: "End it; files already copied stay",
    already: ["cancelled"],
    refuse: () => null,
    act: (ledger, id) => cancelTransfer(ledger, { id }),
  },
];

export function addSteerTransfer(api: Api, deps: ApiDeps): void {
  for (const verb of verbs) {
    const route = createRoute({
      method: "post",
      path: `/v1/transfers/{id}/${verb.name}`,
      summary: verb.summary,
      ...needs(verb.right),
      request: { params: transferIdParam, headers: idempotencyHeader, body: json(reasonBody) },
      responses: { 200: { description: "The transfer as it is now", ...json(transferSchema) }, ...problemAnswers },
    });
    api.openapi(route, async (c) => {
      const { caller, requestId } = c.var;
      const { id } = c.req.valid("param");
      const { reason } = c.req.valid("json");
      await findTransfer(deps, caller, id);
      const view: TransferView = await once(c, deps, 200, async (ledger) => {
        await nameActor(ledger.run, { by: caller.label, reason: reason ?? null });
        const before = await findTransfer({ ledger }, caller, id);
        if (verb.already.includes(before.state)) return viewTransfer(before);
        const hindrance = verb.refuse(before);
        const done = hindrance === null && (await verb.act(ledger, id));
        if (!done) return wrongState(verb.name, before, hindrance);
        const after = viewTransfer(await findTransfer({ ledger }, caller, id));
        if (after.state !== before.state || after.pausedBy !== before.pausedBy) {
          await recordAct(ledger.run, {
            act: verb.actName,
            actor: actorOf(caller),
            subject: id,
            reason: reason ?? null,
            before: { state: before.state, pausedBy: before.pausedBy },
            after: { state: after.state, pausedBy: after.pausedBy },
            request: requestId,
          });
        }
        deps.log.info(
          { transfer: id, caller: caller.id, reason, before: before.state, after: after.state },
          `a ${verb.name} was asked for`,
        );
        return after;
      });
      deps.wake();
      return c.json(view, 200);
    });
  }
}

const done = { pause: "paused", resume: "resumed", cancel: "cancelled" } as const;

const ended = new Set<TransferState>(["completed", "completed_with_failures", "failed", "cancelled"]);

const over = {
  pause: "Leave it: it is over, and nothing of it moves.",
  resume: "It is over: try what failed again (redrive), or make another transfer.",
  cancel: "Leave it: it is over; waive what failed, if it is not wanted any more.",
} as const;

function wrongState(verb: Verb["name"], { state, pausedBy }: TransferRecord, remedy: string | null): ApiError {
  const told = pausedBy === null ? state : `${state} (by ${pausedBy})`;
  return new ApiError("transfer_state", `A transfer that is ${told} cannot be ${done[verb]}.`, {
    errors: [
      {
        pointer: "/param/id",
        message: `The transfer is ${told}: it cannot be ${done[verb]}.`,
        remedy:
          remedy ?? (ended.has(state) ? over[verb] : "Look at the transfer again in a minute; nothing was changed."),
      },
    ],
  });
}
