import { z } from "@hono/zod-openapi";
import { isVendorRole, lesserRole, roles, type Scope, scopes } from "@s3mirror/core/caller-roles";
import { readEmail } from "@s3mirror/core/email";
import { findPerson, type NewKey } from "@s3mirror/core/store/people/api-keys";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { Caller } from "../frame/api-env.ts";
import { type ApiError, fieldError } from "../frame/problem.ts";
import { moment, shortText, strict } from "../frame/validation.ts";
import { findVendor } from "../vendors/vendors-api.ts";

const DAY_MS = 86_400_000;
/** A key ends after so many days where nobody says when, and after so many at the latest. */
export const KEY_DAYS = { usual: 180, most: 366 };

export const expiresAtField = moment()
  .optional()
  .openapi({
    description: `The key's last moment; in ${KEY_DAYS.usual} days if left out, in ${KEY_DAYS.most} at the latest`,
  });

/** The body of `POST /v1/api-keys`. */
export const newKeySchema = strict({
  name: shortText(200).openapi({ description: "What it is for, such as the system that uses it" }),
  role: z.enum(roles),
  scopes: z.array(z.enum(scopes)).max(20).optional().openapi({
    description:
      "Both where left out for a role that changes something; `transfers:write` takes `transfers:read` along",
  }),
  vendor: shortText(100)
    .optional()
    .openapi({ description: "The vendor's id: for the vendor's roles, and for no other" }),
  person: shortText(254)
    .refine((text) => readEmail(text) !== null, {
      error: "This is no e-mail address.",
      params: { remedy: "Write it as name@example.org." },
    })
    .transform((text) => text.toLowerCase())
    .optional()
    .openapi({ description: "The e-mail address of the person whose key it is; a system's key has none" }),
  expiresAt: expiresAtField,
  reason: shortText(1_000).optional(),
}).openapi("NewApiKey");
export type NewKeyBody = z.infer<typeof newKeySchema>;

/**
 * Judges a new key: whose it is fits its role, and it gives nothing that its maker has not.
 * @throws ApiError with the field
 */
export async function checkNewKey(deps: ApiDeps, caller: Caller, body: NewKeyBody): Promise<NewKey> {
  const isReader = body.role === "viewer" || body.role === "vendor_viewer";
  const granted = body.scopes ?? (isReader ? ["transfers:read" as const] : [...scopes]);
  checkScopes(granted);
  refuseScopesBeyond(caller, granted);
  const { vendorId, userId } = await findOwner(deps, caller, body);
  return {
    label: body.name,
    role: body.role,
    scopes: scopes.filter((scope) => granted.includes(scope)),
    vendorId,
    userId,
    family: null,
    expiresAt: checkExpiry(deps, body.expiresAt),
    madeBy: caller.label,
  };
}

function checkScopes(granted: readonly Scope[]): void {
  if (granted.includes("transfers:read")) return;
  throw fieldError("invalid_request", {
    pointer: "/scopes",
    message: "A key without transfers:read could not see what it does.",
    remedy: "Give transfers:read, alone or with others.",
  });
}

/** Nobody gives more than they have. @throws ApiError scope_not_enough */
export function refuseScopesBeyond(caller: Caller, granted: readonly string[]): void {
  const beyond = granted.filter((scope) => !caller.scopes.some((own) => own === scope));
  if (beyond.length === 0) return;
  throw fieldError("scope_not_enough", {
    pointer: "/scopes",
    message: `You cannot give what you have not: ${beyond.join(", ")}.`,
    remedy: "Leave it out, or sign in: a person has every scope of their role.",
  });
}

async function findOwner(
  deps: ApiDeps,
  caller: Caller,
  { role, vendor, person }: NewKeyBody,
): Promise<Pick<NewKey, "vendorId" | "userId">> {
  if (isVendorRole(role)) {
    if (vendor === undefined || person !== undefined) throw ownerWrong(vendor === undefined ? "/vendor" : "/person");
    const { id } = await findVendor(deps, caller, vendor, vendorUnknown);
    return { vendorId: id, userId: null };
  }
  if (vendor !== undefined) throw ownerWrong("/vendor");
  if (person === undefined) return { vendorId: null, userId: null };
  const found = await findPerson(deps.ledger, { email: person });
  if (found === null) {
    throw fieldError("person_unknown", {
      pointer: "/person",
      message: "Nobody of this address may sign in.",
      remedy: "Let the person in first: POST /v1/sign-in-links (s3mirror admin link).",
    });
  }
  if (lesserRole(role, found.role) !== role) {
    throw fieldError("key_beyond_person", {
      pointer: "/role",
      message: `${found.email} is ${found.role}: a key of theirs cannot be ${role}.`,
      remedy: `Use the role ${found.role} or less, or leave person out for a system's key.`,
    });
  }
  return { vendorId: null, userId: found.id };
}

/** @returns the last moment of a key. @throws ApiError key_expiry */
export function checkExpiry(deps: Pick<ApiDeps, "now">, wanted: string | undefined): string {
  const nowMs = deps.now().getTime();
  const latest = new Date(nowMs + KEY_DAYS.most * DAY_MS);
  if (wanted === undefined) return new Date(nowMs + KEY_DAYS.usual * DAY_MS).toISOString();
  const atMs = Date.parse(wanted);
  if (atMs > nowMs && atMs <= latest.getTime()) return wanted;
  throw fieldError("key_expiry", {
    pointer: "/expiresAt",
    message: atMs <= nowMs ? "The key would be over already." : `A key lasts at most ${KEY_DAYS.most} days.`,
    remedy: `Give a moment until ${latest.toISOString()}, or leave it out for ${KEY_DAYS.usual} days.`,
  });
}

function ownerWrong(pointer: "/vendor" | "/person"): ApiError {
  return fieldError("key_owner", {
    pointer,
    message:
      pointer === "/person"
        ? "A vendor's key belongs to a system of the vendor, not to a person of ours."
        : "vendor_viewer and vendor_admin belong to a vendor, and no other role does.",
    remedy: "Give `vendor` with vendor_viewer or vendor_admin; with viewer, operator or admin leave it out.",
  });
}

function vendorUnknown(): ApiError {
  return fieldError("vendor_unknown", {
    pointer: "/vendor",
    message: "There is no such vendor.",
    remedy: "Give the id of one that GET /v1/vendors lists, or make the vendor first.",
  });
}
