import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ExecuteStatementCommand, RDSDataClient } from "@aws-sdk/client-rds-data";
import { PutBucketVersioningCommand, S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { waitUntil } from "@s3mirror/local-aws/testing/wait-until";

export const source = "northlab-deliveries";
export const destination = "genomics-landing";

/** Everything around a demo's fleet that somebody could tamper with. */
export type World = Awaited<ReturnType<typeof openWorld>>;

type FileView = { number: number; key: string; destinationKey: string; sizeBytes: number; restarts: number };

/** Opens the stack that runs in `home`. */
export async function openWorld(home: string, transferId: string) {
  const endpoints = JSON.parse(await readFile(join(home, "endpoints.json"), "utf8"));
  const { region, accounts } = endpoints;
  const s3Of = (account: "company" | "vendor") =>
    new S3Client({ region, endpoint: endpoints.s3, forcePathStyle: true, credentials: accounts[account] });
  const company = s3Of("company");
  const database = new RDSDataClient({ region, endpoint: endpoints.rdsData, credentials: accounts.company });
  const get = async <View>(path: string): Promise<View> => {
    const answer = await fetch(`${endpoints.api}/v1/transfers/${transferId}${path}`, {
      headers: { authorization: `Bearer ${endpoints.adminApiKey}` },
    });
    return (await answer.json()) as View;
  };
  const { items } = await get<{ items: FileView[] }>("/files?limit=500");
  const files: FileView[] = await Promise.all(items.map(({ number }) => get<FileView>(`/files/${number}`)));
  return {
    transferId,
    company,
    vendor: s3Of("vendor"),
    queues: new SQSClient({ region, endpoint: endpoints.sqs, credentials: accounts.company }),
    files,
    /** The destination keeps versions from now on, so that an overwriting can be undone. */
    async keepVersions(): Promise<void> {
      const VersioningConfiguration = { Status: "Enabled" as const };
      await company.send(new PutBucketVersioningCommand({ Bucket: destination, VersioningConfiguration }));
    },
    /** The first file that matches; `what` names it where there is none. */
    file(what: string, matches: (file: FileView) => boolean): FileView {
      const found = files.find(matches);
      if (found === undefined) throw new Error(`The batch has no ${what}.`);
      return found;
    },
    /** Puts an object of made-up bytes that take no room. */
    async putVirtual(key: string, size: number, seed: number): Promise<void> {
      const answer = await fetch(`${endpoints.s3}/_local/virtual-objects`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ bucket: destination, objects: [{ key, size, seed }] }),
      });
      if (!answer.ok) throw new Error(`The S3 stand-in refused: ${await answer.text()}`);
    },
    /**
     * Runs a statement on the ledger, around everything that guards it, and waits until the API, whose answers may be a
     * second old, has read the ledger since; `:transfer` is the transfer's id.
     */
    async sql(statement: string): Promise<void> {
      await database.send(
        new ExecuteStatementCommand({
          resourceArn: `arn:aws:rds:${region}:${accounts.company.accountId}:cluster:s3mirror-local`,
          secretArn: `arn:aws:secretsmanager:${region}:${accounts.company.accountId}:secret:s3mirror-local-ledger`,
          database: "s3mirror",
          sql: statement,
          parameters: [{ name: "transfer", value: { stringValue: transferId } }],
        }),
      );
      const doneMs = Date.now();
      const isNewer = async () => Date.parse((await get<{ asOf: string }>("")).asOf) > doneMs;
      await waitUntil("the API reads the ledger anew", isNewer);
    },
    coordinators(): number[] {
      return endpoints.processes
        .filter(({ role }: { role: string }) => role === "coordinator")
        .map(({ pid }: { pid: number }) => pid);
    },
  };
}
