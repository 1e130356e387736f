import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Exit, exitCode } from "./exit-code.ts";

/** Where the API is and the key to it. */
export type Connection = { url: string; apiKey: string };

type Account = { accountId: string; principalArn: string; accessKeyId: string; secretAccessKey: string };

/** What a running local stack says of itself in HOME_DIR/endpoints.json. */
export type Endpoints = {
  api: string;
  web?: string | null;
  s3: string;
  sqs: string;
  region: string;
  accounts: { company: Account; vendor: Account };
  adminApiKey: string;
  processes: { role: string; pid: number }[];
};

/**
 * S3MIRROR_API_URL and S3MIRROR_API_KEY; with `home`, or without an URL, the local stack that runs there (default `.s3mirror`).
 * Throws Exit with what to do when there is neither.
 */
export async function findConnection(
  environment: Record<string, string | undefined>,
  home: string | undefined,
): Promise<Connection> {
  const url = environment.S3MIRROR_API_URL;
  const apiKey = environment.S3MIRROR_API_KEY;
  if (url && home === undefined) {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      throw new Exit(
        exitCode.usage,
        `S3MIRROR_API_URL is not an address: ${url}. Write it such as https://s3mirror.example.org or http://127.0.0.1:4000.`,
      );
    }
    if (!apiKey) throw new Exit(exitCode.notAuthorised, "S3MIRROR_API_KEY is not set. Put your API key there.");
    return { url: url.replace(/\/+$/, ""), apiKey: plain(apiKey) };
  }
  const folder = resolve(home ?? environment.S3MIRROR_HOME ?? ".s3mirror");
  const endpoints = await readEndpoints(folder);
  if (endpoints === null) {
    throw new Exit(
      exitCode.error,
      `No local stack runs in ${folder}.\n  remedy: start one (npx s3mirror up), name the home of one that runs (--home), or set S3MIRROR_API_URL and S3MIRROR_API_KEY.`,
    );
  }
  // A key that is set together with an address belongs to that address, not to the home that was named instead.
  return { url: endpoints.api.replace(/\/+$/, ""), apiKey: (!url && apiKey && plain(apiKey)) || endpoints.adminApiKey };
}

/** A pasted key may bring a line break along, which no header can carry. */
function plain(apiKey: string): string {
  if (/^[\x21-\x7e]+$/.test(apiKey)) return apiKey;
  throw new Exit(
    exitCode.usage,
    "S3MIRROR_API_KEY holds a blank, a line break or another character that no key has. Copy it again.",
  );
}

/** HOME_DIR/endpoints.json; null where no stack has written one. */
export async function readEndpoints(folder: string): Promise<Endpoints | null> {
  try {
    return JSON.parse(await readFile(join(folder, "endpoints.json"), "utf8")) as Endpoints;
  } catch {
    return null;
  }
}
