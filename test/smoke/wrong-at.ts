import { expect } from "vitest";
import type { SmokeContext } from "../../tools/smoke/probe.ts";
import { probes } from "../../tools/smoke/probes/all.ts";
import { type Finding, runProbes } from "../../tools/smoke/run-probes.ts";
import { type Answered, type Asked, type Fault, startFaultyProxy } from "./faulty-proxy.ts";
import { type Closing, openClients, type openSmokeStage } from "./open-smoke-stage.ts";

export type Given = Omit<SmokeContext, "onCleanup">;

/** Asks one probe, which leaves nothing behind whatever it finds. */
export async function askOne(name: string, given: Given): Promise<Finding> {
  const { findings, left } = await runProbes(
    probes.filter((probe) => probe.name === name),
    given,
  );
  expect(left).toEqual([]);
  const [finding] = findings;
  if (finding === undefined) throw new Error(`there is no probe ${name}`);
  return finding;
}

/** A finding whose evidence holds these words. */
export const refuted = (words: string) => ({ verdict: "did not hold", evidence: expect.stringContaining(words) });
export const unasked = (words: string) => ({ verdict: "not asked", evidence: expect.stringContaining(words) });

/** A stage as the caller of the run sees it, with something wrong at one of its services; copiers see the right one. */
export async function wrongAt(
  { endpoints, given }: Pick<Awaited<ReturnType<typeof openSmokeStage>>, "endpoints" | "given">,
  closing: Closing,
  service: "s3" | "sns" | "sqs" | "rdsData",
  fault: Fault,
): Promise<Given> {
  const proxy = await startFaultyProxy(endpoints[service]);
  closing.push(proxy.close);
  Object.assign(proxy.wrong, fault);
  const { accessKeyId, secretAccessKey } = endpoints.accounts.company;
  const clients = openClients(closing, { ...endpoints, [service]: proxy.url }, { accessKeyId, secretAccessKey });
  return { ...given, clients };
}

export const xml = (body: string): Answered => ({
  status: 200,
  headers: { "content-type": "application/xml" },
  body,
});

/** An answer without one of its headers. */
export const without = (header: string) => (_: Asked, answer: Answered) => {
  const { [header]: _gone, ...headers } = answer.headers;
  return { ...answer, headers };
};
