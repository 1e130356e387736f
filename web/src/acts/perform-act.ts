import { unwrap } from "../api/api-failure.ts";
import type { Api } from "../api/browser-api.ts";
import type { Route } from "../api/types.ts";
import type { Outcome } from "../words/tell-receipt.ts";
import type { Act, ChosenFiles } from "./act.ts";

/** An answer may take as long as it takes to ask Amazon; later than this it counts as lost. */
const PATIENCE_MS = 30_000;

/**
 * Does it. Sent again with the same key and the same reason it has one effect and the same answer.
 * @param reason "" where none was given
 * @throws ApiFailure where the API refuses, another error where its answer was lost
 */
export async function performAct(
  api: Api,
  act: Act,
  { reason, key }: { reason: string; key: string },
): Promise<Outcome> {
  const why = reason === "" ? {} : { reason };
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const header = { "idempotency-key": key };
  switch (act.name) {
    case "pause":
    case "resume":
    case "cancel": {
      const params = { path: { id: act.transfer.id }, header };
      const answer = await api.POST(`/v1/transfers/{id}/${act.name}`, { params, body: why, signal });
      unwrap(answer);
      return { entry: entryOf(answer) };
    }
    case "try_again": {
      const params = { path: { id: act.transfer.id }, header };
      const body = { ...choose(act.files), ...why };
      const answer = await api.POST("/v1/transfers/{id}/redrive", { params, body, signal });
      return { redriven: unwrap(answer), entry: entryOf(answer) };
    }
    case "waive": {
      const params = { path: { id: act.transfer.id }, header };
      const body = { ...choose(act.files), reason };
      const answer = await api.POST("/v1/transfers/{id}/waive", { params, body, signal });
      return { ...unwrap(answer), entry: entryOf(answer) };
    }
    case "brake":
    case "release": {
      const path = act.name === "brake" ? "/v1/fleet/pause" : "/v1/fleet/resume";
      const answer = await api.POST(path, { params: { header }, body: why, signal });
      unwrap(answer);
      return { entry: entryOf(answer) };
    }
    case "route_off":
    case "route_on": {
      const path = act.name === "route_off" ? "/v1/routes/{id}/disable" : "/v1/routes/{id}/enable";
      const params = { path: { id: act.route.id }, header: { ...header, "if-match": tagOf(act.route) } };
      const answer = await api.POST(path, { params, body: { reason }, signal });
      unwrap(answer);
      return { entry: entryOf(answer) };
    }
  }
}

function entryOf({ response }: { response: Response }): string | null {
  return response.headers.get("audit-entry");
}

function choose(files: ChosenFiles): { causeId?: string; fileNumbers?: number[] } {
  if (files === "all") return {};
  return "cause" in files ? { causeId: files.cause.id } : { fileNumbers: [...files.numbers] };
}

function tagOf({ revision }: Route): string {
  return `"${revision}"`;
}
