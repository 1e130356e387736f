import { createRoute, z } from "@hono/zod-openapi";
import { failureKinds } from "@s3mirror/core/failure";
import { readCause } from "@s3mirror/core/store/causes/causes";
import { recordAct } from "@s3mirror/core/store/people/audit";
import type { TransferRecord } from "@s3mirror/core/store/reads/transfers";
import {
  askRedrive,
  listNotWaitingFor,
  type Redrive,
  type RedriveChoice,
} from "@s3mirror/core/store/transfers/redrive";
import { waiveFiles } from "@s3mirror/core/store/transfers/waive";
import { REDRIVE_LEASE_SECONDS } from "../../heal/redrive.ts";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { Api } from "../frame/api-env.ts";
import { actorOf } from "../frame/authentication.ts";
import { count, idempotencyHeader, json, problemAnswers, transferIdParam } from "../frame/documented.ts";
import { amend, once } from "../frame/idempotency.ts";
import { ApiError, fieldError } from "../frame/problem.ts";
import { needs } from "../frame/rights.ts";
import { shortText, strict } from "../frame/validation.ts";
import { findTransfer } from "./find-transfer.ts";

const causeId = shortText(100);
const fileNumbers = z.array(z.int().min(1)).min(1).max(10_000);
const reason = shortText(1_000);
const redriveSchema = z.object({
  redriven: count.openapi({ description: "Files that move again" }),
  stillFailing: count.openapi({ description: "Files that a probe still refused" }),
  pending: count.openapi({ description: "Files that were not asked after yet" }),
});
type RedriveView = z.infer<typeof redriveSchema>;

const redriveRoute = createRoute({
  method: "post",
  path: "/v1/transfers/{id}/redrive",
  summary: "Try again: probes first, moves only what is remedied",
  description:
    "One of causeId, failureKind and fileNumbers; with none of them every file that failed, and of a cancelled transfer every file that was cancelled. Waived files are tried again only by number, withdrawn ones only by an administrator. A vendor tries again what waits for it, and nothing that our people cancelled or waived.",
  ...needs("redrive"),
  request: {
    params: transferIdParam,
    headers: idempotencyHeader,
    body: json(
      strict({
        causeId: causeId.optional(),
        failureKind: z.enum(failureKinds).optional(),
        fileNumbers: fileNumbers.optional(),
        reason: reason.optional(),
      }),
    ),
  },
  responses: {
    202: {
      description: "How far it came within a few seconds; what is pending goes on by itself",
      ...json(redriveSchema),
    },
    ...problemAnswers,
  },
});

const waiveRoute = createRoute({
  method: "post",
  path: "/v1/transfers/{id}/waive",
  summary: "Decide, by name and with a reason, to go without files",
  ...needs("operate"),
  request: {
    params: transferIdParam,
    headers: idempotencyHeader,
    body: {
      required: true,
      ...json(strict({ causeId: causeId.optional(), fileNumbers: fileNumbers.optional(), reason })),
    },
  },
  responses: {
    200: { description: "How many were waived", ...json(z.object({ waived: count })) },
    ...problemAnswers,
  },
});

export function addRedriveTransfer(api: Api, deps: ApiDeps): void {
  api.openapi(redriveRoute, async (c) => {
    const { caller, requestId } = c.var;
    const body = c.req.valid("json");
    const transfer = await findTransfer(deps, caller, c.req.valid("param").id);
    refuseState(transfer, ["planning", "failed", "cancelling", "awaiting_approval"]);
    refuseMany(body);
    await refuseForeignCause(deps, transfer.id, body.causeId);
    if (caller.vendorId !== null) await refuseWhatWaitsForOthers(deps, transfer, body);
    const choice = {
      causeId: body.causeId ?? null,
      failureKind: body.failureKind ?? null,
      fileNumbers: body.fileNumbers ?? null,
    };
    const asked: { redrive: Redrive | null } = { redrive: null };
    const promised = await once(c, deps, 202, async ({ run }): Promise<RedriveView> => {
      asked.redrive = await askRedrive(run, {
        transferId: transfer.id,
        ...choice,
        also: caller.vendorId === null ? reopenedStates(transfer, choice) : [],
        actionBy: caller.vendorId === null ? null : "vendor",
        withdrawn: caller.role === "admin",
        by: caller.label,
        reason: body.reason ?? null,
        leaseSeconds: REDRIVE_LEASE_SECONDS,
      });
      const files = asked.redrive?.files ?? 0;
      if (files > 0) {
        await recordAct(run, {
          act: "files.redriven",
          actor: actorOf(caller),
          subject: transfer.id,
          reason: body.reason ?? null,
          before: { state: transfer.state, files },
          after: choice,
          request: requestId,
        });
      }
      return { redriven: 0, stillFailing: 0, pending: files };
    });
    const { redrive } = asked;
    deps.log.info(
      { transfer: transfer.id, ...choice, caller: caller.id, reason: body.reason },
      "a redrive was asked for",
    );
    if (redrive === null) return c.json(promised, 202);
    const answer = await goOn(deps, redrive, promised);
    await amend(c, deps, answer);
    deps.wake();
    return c.json(answer, 202);
  });

  api.openapi(waiveRoute, async (c) => {
    const { caller, requestId } = c.var;
    const body = c.req.valid("json");
    const transfer = await findTransfer(deps, caller, c.req.valid("param").id);
    refuseState(transfer, ["planning", "failed", "cancelling"]);
    refuseMany(body);
    if (body.causeId === undefined && body.fileNumbers === undefined) {
      throw fieldError("invalid_request", {
        pointer: "",
        message: "It is not said which files to go without.",
        remedy: "Give causeId or fileNumbers.",
      });
    }
    await refuseForeignCause(deps, transfer.id, body.causeId);
    const choice = { causeId: body.causeId ?? null, fileNumbers: body.fileNumbers ?? null };
    const answer = await once(c, deps, 200, async (ledger) => {
      const { reason } = body;
      const waived = await waiveFiles(ledger, { transferId: transfer.id, ...choice, by: caller.label, reason });
      if (waived > 0) {
        await recordAct(ledger.run, {
          act: "files.waived",
          actor: actorOf(caller),
          subject: transfer.id,
          reason,
          before: { state: "dead_lettered", ...choice },
          after: { state: "waived", files: waived },
          request: requestId,
        });
      }
      return { waived };
    });
    deps.log.info({ transfer: transfer.id, ...answer, caller: caller.id, reason: body.reason }, "files were waived");
    deps.wake();
    return c.json(answer, 200);
  });
}

/** What the redrive comes to while somebody waits for it. It is in the ledger: what fails here goes on without us. */
async function goOn(deps: ApiDeps, redrive: Redrive, promised: RedriveView): Promise<RedriveView> {
  try {
    const { redrive: now, isDone } = await deps.redrive(redrive);
    const { files, redriven, stillFailing } = now;
    return { redriven, stillFailing, pending: isDone ? 0 : Math.max(0, files - redriven - stillFailing) };
  } catch (error) {
    deps.log.warn({ err: error, transfer: redrive.transferId }, "a redrive goes on without its request");
    return promised;
  }
}

/** Files that did not fail need no probe: cancelled ones of a cancelled transfer, and any that are named by number. */
function reopenedStates(transfer: TransferRecord, choice: Omit<RedriveChoice, "transferId">): Redrive["also"] {
  if (choice.fileNumbers !== null) return ["cancelled", "waived"];
  const isWhole = choice.causeId === null && choice.failureKind === null;
  return isWhole && transfer.state === "cancelled" ? ["cancelled"] : [];
}

/**
 * A vendor tries again what waits for it: a transfer that our people cancelled stays so, and so do files that they waived or
 * cancelled, and what waits for somebody else. @throws ApiError transfer_state, not_waiting_for_you
 */
async function refuseWhatWaitsForOthers(
  deps: ApiDeps,
  transfer: TransferRecord,
  { causeId, fileNumbers }: { causeId?: string; fileNumbers?: number[] },
): Promise<void> {
  if (transfer.state === "cancelled") {
    throw new ApiError("transfer_state", "A transfer that was cancelled is not tried again by a vendor.", {
      errors: [
        {
          pointer: "/param/id",
          message: "The transfer was cancelled.",
          remedy: "Ask the company's operators, or start another transfer.",
        },
      ],
    });
  }
  if (causeId !== undefined && (await readCause(deps.ledger, { causeId }))?.actionBy !== "vendor") {
    throw fieldError("not_waiting_for_you", {
      pointer: "/causeId",
      message: "The files of this cause do not wait for you.",
      remedy: "Leave it to whom the cause's actionBy names; they see it as you do.",
    });
  }
  if (fileNumbers === undefined) return;
  const others = await listNotWaitingFor(deps.ledger, { transferId: transfer.id, fileNumbers, actionBy: "vendor" });
  if (others.length === 0) return;
  throw fieldError("not_waiting_for_you", {
    pointer: "/fileNumbers",
    message: `Of the files you name these do not wait for you: ${others.slice(0, 100).join(", ")}${others.length > 100 ? ", …" : ""}.`,
    remedy: "Name only files whose failure says actionBy vendor; nothing was tried again.",
  });
}

function refuseState(transfer: TransferRecord, states: readonly TransferRecord["state"][]): void {
  if (!states.includes(transfer.state)) return;
  throw new ApiError("transfer_state", `A transfer that is ${transfer.state} has nothing to try again or to waive.`, {
    errors: [
      {
        pointer: "/param/id",
        message: `The transfer is ${transfer.state}.`,
        remedy:
          transfer.state === "failed"
            ? "It could not start: mend what its failure says, then create it again."
            : "Wait until it is further on.",
      },
    ],
  });
}

function refuseMany(body: Record<string, unknown>): void {
  const chosen = ["causeId", "failureKind", "fileNumbers"].filter((name) => body[name] !== undefined);
  const [, second] = chosen;
  if (second === undefined) return;
  throw fieldError("invalid_request", {
    pointer: `/${second}`,
    message: `${chosen.join(" and ")} exclude each other.`,
    remedy: "Give one of them.",
  });
}

async function refuseForeignCause(deps: ApiDeps, transferId: string, id: string | undefined): Promise<void> {
  if (id === undefined) return;
  const cause = await readCause(deps.ledger, { causeId: id });
  if (cause?.transferId === transferId) return;
  throw fieldError("cause_unknown", {
    pointer: "/causeId",
    message: "The transfer has no such cause.",
    remedy: "GET …/causes lists them.",
  });
}
