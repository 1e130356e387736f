import { scopes } from "@s3mirror/core/caller-roles";
import { putApiKey } from "@s3mirror/core/store/people/access";
import { putRoute } from "@s3mirror/core/store/people/routes";
import { type Fingerprint, readToken } from "@s3mirror/core/store/people/token";
import { putVendor } from "@s3mirror/core/store/people/vendors";
import type { Deps } from "./deps.ts";

const LOCAL_VENDOR = { id: "vn_local", name: "The laboratory" };

/**
 * Puts the keys that the environment names into the ledger, with a vendor for the vendor's key and a default route that
 * lets the admin key copy between any buckets. Only a stack on one machine sets these variables.
 */
export async function bootstrap({ ledger, config }: Pick<Deps, "ledger" | "config">): Promise<void> {
  const { S3MIRROR_ADMIN_API_KEY: adminKey, S3MIRROR_VENDOR_API_KEY: vendorKey } = config;
  if (adminKey !== undefined) {
    await putApiKey(ledger, { ...identify(adminKey), label: "local admin", role: "admin", scopes, vendorId: null });
    await putRoute(ledger, {
      id: "rt_local",
      vendorId: null,
      name: "any bucket on this machine",
      sourceBucket: "*",
      sourcePrefix: "",
      sourceLiteral: false,
      sourceOwnerAccountId: null,
      destinationBucket: "*",
      destinationPrefix: "",
      destinationLiteral: false,
      destinationOwnerAccountId: null,
      redelivery: "never",
      enabled: true,
    });
  }
  if (vendorKey !== undefined) {
    await putVendor(ledger, LOCAL_VENDOR);
    await putApiKey(ledger, {
      ...identify(vendorKey),
      label: "local vendor",
      role: "vendor_admin",
      scopes,
      vendorId: LOCAL_VENDOR.id,
    });
  }
}

function identify(key: string): Fingerprint {
  const token = readToken(key);
  if (token?.kind === "key") return token.fingerprint;
  throw new Error("An API key in the environment does not read s3m_<id>_<secret of 16 characters or more>.");
}
