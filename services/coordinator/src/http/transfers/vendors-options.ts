import type { MiddlewareHandler } from "hono";
import type { ApiEnv } from "../frame/api-env.ts";
import { Findings } from "../frame/findings.ts";
import type { NewTransferBody } from "./new-transfer.ts";

type Option = keyof NonNullable<NewTransferBody["options"]>;
/** Options that a later release may know; they change what is written, which is no vendor's to decide. */
type LaterOption = "attributes" | "storageClass" | "acl" | "encryption" | "annotations" | "verify";

/** An option without its line here does not compile. */
const mayVendorSend: Record<Option | LaterOption, boolean> = {
  tags: true,
  partSizeBytes: true,
  overwrite: false,
  attributes: false,
  storageClass: false,
  acl: false,
  encryption: false,
  annotations: false,
  verify: false,
};
const notVendors = Object.entries(mayVendorSend).flatMap(([name, may]) => (may ? [] : [name]));

/** Refuses what a vendor's key may not decide before its fields are judged: it is a matter of right, not of spelling. */
export const refuseVendorsOptions: MiddlewareHandler<ApiEnv> = async (c, next) => {
  if (c.var.caller.vendorId !== null) {
    const body: unknown = await c.req.json();
    const options = body !== null && typeof body === "object" && "options" in body ? body.options : null;
    const sent = options !== null && typeof options === "object" ? options : {};
    const found = new Findings();
    for (const name of notVendors.filter((one) => Object.hasOwn(sent, one))) {
      found.add(`/options/${name}`, {
        code: "option_not_yours",
        message: `A vendor's key does not send the option "${name}".`,
        remedy:
          name === "overwrite"
            ? "Leave it out. The route's redelivery says what a new delivery replaces; an administrator changes it."
            : "Leave it out, or ask the company to move these files by a transfer of its own.",
      });
    }
    found.throwIfAny();
  }
  await next();
};
