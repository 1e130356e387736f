import type { ApiClient } from "../api-client.ts";
import type { Vendor } from "../api-types.ts";
import { Exit, exitCode } from "../exit-code.ts";

/** The vendor of this name, whatever its case; null where there is none. */
export async function findVendor(api: ApiClient, name: string): Promise<Vendor | null> {
  for await (const one of api.list<Vendor>("/v1/vendors", Number.MAX_SAFE_INTEGER)) {
    if (one.name.toLowerCase() === name.toLowerCase()) return one;
  }
  return null;
}

/** The id of a vendor that is named by its id or by its name, whatever its case. */
export async function findVendorId(api: ApiClient, vendor: string): Promise<string> {
  if (/^vn_\w+$/.test(vendor)) return vendor;
  const found = await findVendor(api, vendor);
  if (found !== null) return found.id;
  throw new Exit(exitCode.notFound, `There is no vendor "${vendor}".\n  remedy: "s3mirror vendors list" shows them.`);
}
