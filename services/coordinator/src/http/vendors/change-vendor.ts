import { createRoute } from "@hono/zod-openapi";
import { readEmail } from "@s3mirror/core/email";
import { LedgerRefused } from "@s3mirror/core/store/ledger";
import { recordAct } from "@s3mirror/core/store/people/audit";
import { changeVendor, isVendorNameTaken, type VendorRecord } from "@s3mirror/core/store/people/vendors";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { Api } from "../frame/api-env.ts";
import { actorOf } from "../frame/authentication.ts";
import { idempotencyHeader, ifMatchHeader, json, problemAnswers } from "../frame/documented.ts";
import { once } from "../frame/idempotency.ts";
import { changedMeanwhile, comparePrecondition } from "../frame/precondition.ts";
import { needs } from "../frame/rights.ts";
import { shortText, strict } from "../frame/validation.ts";
import {
  findVendor,
  vendorExists,
  vendorIdParam,
  vendorNotFound,
  vendorSchema,
  vendorTag,
  viewVendor,
} from "./vendors-api.ts";

const email = shortText(254)
  .refine((text) => readEmail(text) !== null, {
    error: "It is no e-mail address.",
    params: { remedy: "Write it such as data@northlab.example." },
  })
  .openapi({ example: "data@northlab.example" });

const changeSchema = strict({
  name: shortText(200).optional(),
  contact: strict({ name: shortText(200), email, phone: shortText(50).optional() })
    .nullable()
    .optional()
    .openapi({ description: "Whom mails to the vendor are for; null: nobody any more" }),
  reason: shortText(1_000).optional(),
}).openapi("VendorChange");

const route = createRoute({
  method: "patch",
  path: "/v1/vendors/{id}",
  summary: "Change a vendor's name or contact: what is left out stays",
  ...needs("administer"),
  request: {
    params: vendorIdParam,
    headers: idempotencyHeader.extend(ifMatchHeader("vendor")),
    body: { required: true, ...json(changeSchema) },
  },
  responses: { 200: { description: "The vendor as it is now", ...json(vendorSchema) }, ...problemAnswers },
});

export function addChangeVendor(api: Api, deps: ApiDeps): void {
  api.openapi(route, async (c) => {
    const { caller, requestId } = c.var;
    const { id } = c.req.valid("param");
    const { reason = null, ...change } = c.req.valid("json");
    const match = c.req.valid("header")["if-match"];
    const answer = await once(c, deps, 200, async (ledger) => {
      const before = await findVendor({ ledger }, caller, id, vendorNotFound);
      const hindrance = comparePrecondition(match, vendorTag(before), "vendor");
      if (hindrance !== null) return hindrance;
      const wanted = { name: change.name ?? before.name, contact: contactOf(change.contact, before) };
      if (tell(wanted) === tell(before)) return viewVendor(before);
      const after = await changeVendor(ledger, { id, revision: before.revision, ...wanted });
      if (after === null) {
        const isTaken = await isVendorNameTaken(ledger, { id, name: wanted.name });
        return isTaken ? vendorExists() : changedMeanwhile("vendor");
      }
      await recordAct(ledger.run, {
        act: "vendor.changed",
        actor: actorOf(caller),
        subject: id,
        reason,
        before: { name: before.name, contact: before.contact },
        after: { name: after.name, contact: after.contact },
        request: requestId,
      });
      return viewVendor(after);
    }).catch(tellTwins);
    deps.log.info({ vendor: id, caller: caller.id, reason }, "a vendor was changed");
    return c.json(answer, 200, { ETag: vendorTag(answer) });
  });
}

/** Two vendors that were given one name in the same moment: the ledger takes one of them. */
function tellTwins(error: unknown): never {
  throw error instanceof LedgerRefused && error.sqlState === "23505" ? vendorExists() : error;
}

type Contact = VendorRecord["contact"];
type ContactChange = { name: string; email: string; phone?: string | undefined } | null | undefined;

function contactOf(change: ContactChange, before: VendorRecord): Contact {
  if (change === undefined) return before.contact;
  return change && { name: change.name, email: readEmail(change.email) ?? change.email, phone: change.phone ?? null };
}

function tell({ name, contact }: { name: string; contact: Contact }): string {
  return JSON.stringify([name, contact && [contact.name, contact.email, contact.phone]]);
}
