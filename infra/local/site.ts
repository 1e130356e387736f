import { join } from "node:path";
import type { AwsService, External } from "./external.ts";
import type { Keys } from "./keys.ts";
import type { PortOwner, Ports } from "./ports.ts";
import { type ServiceName, serviceCommand } from "./service-command.ts";
import type { StackSettings } from "./stack-options.ts";
import { type ProcessSpec, type Supervised, supervise } from "./supervisor.ts";

/** Where a stack stands: everything its parts are declared from. */
export type Site = {
  settings: StackSettings;
  home: string;
  region: string;
  ports: Ports;
  keys: Keys;
  external: External;
  onChange: () => void;
  /** Every process started so far, for teardown. */
  processes: Supervised[];
  /** Says one line to whoever waits for the stack. */
  tell: (line: string) => void;
  /** Nothing starts any more once it is aborted. */
  signal: AbortSignal;
};

export const host = "127.0.0.1";

/** Where a service is, or will be once it has started. */
export function endpointOf(site: Site, service: AwsService): string {
  return site.external.endpoints[service] ?? `http://${host}:${site.ports[service]}`;
}

export const apiUrl = (site: Site): string => `http://${host}:${site.ports.api}`;

/** Where people open the page; null where none is wanted. */
export function pageUrl(site: Site): string | null {
  return site.settings.services.web ? `http://${host}:${site.ports.web}` : null;
}

/**
 * Starts a stand-in as a process of its own, on its port and with a folder of HOME_DIR to itself.
 * @returns its URL.
 */
export function startStandIn(
  site: Site,
  name: Exclude<ServiceName, "coordinator" | "copier">,
  port: PortOwner,
  config: Record<string, unknown>,
  stopMs = 15_000,
): Promise<string> {
  const place = { port: site.ports[port], dataDir: join(site.home, name) };
  // What services ask of AWS, for whoever wants to know: each thing once.
  const notes = name === "postgres" ? {} : { actionLog: join(site.home, "logs", "actions.ndjson") };
  return start(site, {
    role: name,
    ...serviceCommand(name, site.settings.bundlesDir),
    env: { ...plainEnvironment(), LOCAL_AWS_CONFIG: JSON.stringify({ ...place, ...notes, ...config }) },
    readiness: "line",
    stopMs,
  });
}

/** Starts a process and waits until it is ready. It is known, and stopped with the rest, from its first moment on. */
export async function start(site: Site, spec: ProcessSpec): Promise<string> {
  site.signal.throwIfAborted();
  const supervised = supervise({ logFolder: join(site.home, "logs"), onChange: site.onChange }, spec);
  site.processes.push(supervised);
  return await supervised.ready;
}

/** What every process gets: where programs are, and nothing else of ours. */
export function plainEnvironment(): Record<string, string> {
  return { PATH: process.env.PATH ?? "", AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };
}
