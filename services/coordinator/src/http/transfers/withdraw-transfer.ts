import { createRoute, z } from "@hono/zod-openapi";
import { recordAct } from "@s3mirror/core/store/people/audit";
import { nameActor } from "@s3mirror/core/store/transfers/transfer-events";
import {
  askWithdrawalAlert,
  type Withdrawal,
  withdrawFiles,
  withdrawTransfer,
} from "@s3mirror/core/store/transfers/withdraw";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { Api } from "../frame/api-env.ts";
import { actorOf } from "../frame/authentication.ts";
import { count, idempotencyHeader, json, problemAnswers, transferIdParam } from "../frame/documented.ts";
import { once } from "../frame/idempotency.ts";
import { ApiError, fieldError } from "../frame/problem.ts";
import { needs } from "../frame/rights.ts";
import { shortText, strict } from "../frame/validation.ts";
import { findTransfer } from "./find-transfer.ts";

const MOST_FILES = 10_000;

const withdrawalSchema = z
  .object({
    cancelled: count.openapi({ description: "Files that end here: they are not copied" }),
    stopping: count.openapi({ description: "Files in a copier's hands; one that is faster is copied after all" }),
    copied: count.openapi({
      description: "Files that stand at the destination; the company is told, nothing is deleted",
    }),
  })
  .openapi("Withdrawal");

const route = createRoute({
  method: "post",
  path: "/v1/transfers/{id}/withdraw",
  summary: "Take files back: what is not copied yet is not copied, and the company hears of what is",
  description:
    "Either fileNumbers or all. Only an administrator tries withdrawn files again. Withdrawing again what was withdrawn changes nothing.",
  ...needs("end"),
  request: {
    params: transferIdParam,
    headers: idempotencyHeader,
    body: {
      required: true,
      ...json(
        strict({
          fileNumbers: z.array(z.int().min(1)).min(1).max(MOST_FILES).optional(),
          all: z.literal(true).optional(),
          reason: shortText(1_000),
        }),
      ),
    },
  },
  responses: { 200: { description: "What it came upon", ...json(withdrawalSchema) }, ...problemAnswers },
});

export function addWithdrawTransfer(api: Api, deps: ApiDeps): void {
  api.openapi(route, async (c) => {
    const { caller, requestId } = c.var;
    const { id } = c.req.valid("param");
    const { fileNumbers, all, reason } = c.req.valid("json");
    if ((fileNumbers === undefined) === (all === undefined)) throw whichFiles();
    await findTransfer(deps, caller, id);
    const by = caller.label;
    const answer = await once(c, deps, 200, async (ledger) => {
      const before = await findTransfer({ ledger }, caller, id);
      if (before.state === "failed") return couldNotStart();
      refuseUnknownFiles(before.plannedFiles, fileNumbers ?? []);
      await nameActor(ledger.run, { by, reason });
      const withdrawal =
        fileNumbers === undefined
          ? ((await withdrawTransfer(ledger.run, { transferId: id, by, reason })) ?? nothing)
          : await withdrawFiles(ledger.run, { transferId: id, fileNumbers, by, reason });
      const { cancelled, stopping, copied } = withdrawal;
      if (copied + stopping > 0) {
        await askWithdrawalAlert(ledger.run, { transferId: id, request: requestId, by, reason, withdrawal });
      }
      if (withdrawal !== nothing && (all || cancelled + copied + stopping > 0)) {
        await recordAct(ledger.run, {
          act: all ? "transfer.withdrawn" : "files.withdrawn",
          actor: actorOf(caller),
          subject: id,
          reason,
          before: { state: before.state },
          after: { ...withdrawal, ...(fileNumbers !== undefined && { fileNumbers }) },
          request: requestId,
        });
      }
      return withdrawal;
    });
    deps.log.warn({ transfer: id, caller: caller.id, ...answer, reason }, "files were withdrawn");
    deps.wake();
    return c.json(answer, 200);
  });
}

const nothing: Withdrawal = { cancelled: 0, stopping: 0, copied: 0 };

function whichFiles(): ApiError {
  return fieldError("invalid_request", {
    pointer: "",
    message: "It is not said, or said twice, which files are withdrawn.",
    remedy: "Give either fileNumbers or all: true.",
  });
}

function couldNotStart(): ApiError {
  return new ApiError("transfer_state", "The transfer could not start: there is nothing to withdraw.", {
    errors: [{ pointer: "/param/id", message: "The transfer could not start.", remedy: "Nothing is to be done." }],
  });
}

/** @throws ApiError file_not_found for numbers that the transfer does not have (yet) */
function refuseUnknownFiles(plannedFiles: number, fileNumbers: readonly number[]): void {
  const unknown = fileNumbers.filter((number) => number > plannedFiles);
  const [first] = unknown;
  if (first === undefined) return;
  throw fieldError("file_not_found", {
    pointer: `/fileNumbers/${fileNumbers.indexOf(first)}`,
    message: `The transfer has ${plannedFiles} files, and none of the number ${first}.`,
    remedy:
      "GET …/files tells every file's number; while the source is still listed, more come, and `all` takes them too.",
  });
}
