import { z } from "zod";

/** The coordinator's origin (`S3MIRROR_API_URL`), without a slash at its end. Read when first needed: a build has none. */
export function coordinatorUrl(): string {
  const parsed = z.url({ protocol: /^https?$/ }).safeParse(process.env.S3MIRROR_API_URL);
  if (!parsed.success) {
    throw new Error("S3MIRROR_API_URL must be the coordinator's address, such as http://127.0.0.1:4000.");
  }
  return parsed.data.replace(/\/+$/, "");
}
