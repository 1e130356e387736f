import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeWhole } from "./write-whole.ts";

const account = z.object({
  accountId: z.string(),
  principalArn: z.string(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
});

const keys = z.object({
  company: account,
  vendor: account,
  adminApiKey: z.string(),
  vendorApiKey: z.string(),
  /** The passwords of the services' roles in the ledger's database. */
  databasePasswords: z.object({ coordinator: z.string(), copier: z.string() }),
});

export type Keys = z.infer<typeof keys>;

/** Who is who on this machine: two AWS accounts and two API keys, made once per HOME_DIR and kept in `keys.json`. */
export async function loadKeys(home: string): Promise<Keys> {
  const path = join(home, "keys.json");
  const text = await readFile(path, "utf8").catch(() => undefined);
  // What a release adds is made for a home of an older one too.
  const made = keys.parse({ ...makeKeys(), ...(text === undefined ? {} : JSON.parse(text)) });
  await writeWhole(path, `${JSON.stringify(made, null, 2)}\n`, 0o600);
  return made;
}

function makeKeys(): Keys {
  const accountOf = (accountId: string, role: string) => ({
    accountId,
    principalArn: `arn:aws:iam::${accountId}:role/${role}`,
    accessKeyId: `AKIA${randomBytes(8).toString("hex").toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString("base64url"),
  });
  const password = () => randomBytes(18).toString("base64url");
  const apiKey = (id: string) => `s3m_${id}_${randomBytes(32).toString("hex")}`;
  return {
    company: accountOf("111122223333", "s3mirror-local-transfer"),
    vendor: accountOf("444455556666", "laboratory"),
    adminApiKey: apiKey("localadmin"),
    vendorApiKey: apiKey("localvendor"),
    databasePasswords: { coordinator: password(), copier: password() },
  };
}
