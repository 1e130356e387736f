import { clientSettings } from "./clients.ts";
import { startCoordinators } from "./coordinator.ts";
import { startCopierService } from "./copier.ts";
import { migrateDatabase, startDatabase } from "./database.ts";
import { describeEndpoints, type Endpoints, listProcesses, publishEndpoints } from "./endpoints.ts";
import { type AwsService, type Environment, readExternal } from "./external.ts";
import { prepareHome, StackRefused } from "./home.ts";
import { lockHome } from "./home-lock.ts";
import { loadKeys } from "./keys.ts";
import { awaitLeftovers } from "./leftovers.ts";
import { hasPage, preparePage, startPage } from "./page.ts";
import { choosePorts, type PortOwner } from "./ports.ts";
import { declareQueues, startQueueService } from "./queues.ts";
import { startScaling } from "./scaling.ts";
import { type Environments, serviceEnvironments } from "./service-environment.ts";
import { settled } from "./settled.ts";
import type { Site } from "./site.ts";
import { type StackOptions, type StackSettings, stackOptions } from "./stack-options.ts";
import { startStorage } from "./storage.ts";
import { declareTopics, startTopicService } from "./topics.ts";

export type Stack = {
  home: string;
  /** As in HOME_DIR/endpoints.json, but for the processes: those change. */
  endpoints: Omit<Endpoints, "processes">;
  /** The variables its services got, for others who want to be one. */
  environments: Environments;
  processes(): Promise<Endpoints["processes"]>;
  /** Ends everything, services before what they stand on. Leaves nothing running. */
  close(): Promise<void>;
};

/**
 * Stands up a whole S3Mirror on this machine and keeps it standing: stand-ins, schema, coordinators, copiers, scaling.
 * Services whose endpoint `environment` already names (`AWS_ENDPOINT_URL_S3`…) are taken from there.
 * `tell` hears of what takes long. `signal` gives up on a stack that is not up yet; one that is up is ended by `close`.
 * @throws StackRefused for what a person has to change: a taken port, an unusable or occupied HOME_DIR.
 */
export async function startStack(
  options: StackOptions = {},
  environment: Environment = process.env,
  signal: AbortSignal = new AbortController().signal,
  tell: (line: string) => void = () => undefined,
): Promise<Stack> {
  const settings = stackOptions.parse({ bundlesDir: environment.S3MIRROR_BUNDLES || undefined, ...options });
  settings.services.web &&= hasPage(settings);
  const home = await prepareHome(settings.homeDir);
  const lock = await lockHome(home);
  const undo: (() => Promise<void>)[] = [() => lock.release()];
  let isClosing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    isClosing ??= runAll(undo.reverse());
    return isClosing;
  };
  const givenUp = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(new StackRefused("Stopped before it was up.")), { once: true });
  });
  try {
    return await Promise.race([standUp({ settings, home, environment, tell, signal }, undo, close), givenUp]);
  } catch (error) {
    await close();
    throw error;
  }
}

type Plan = Pick<Site, "settings" | "home" | "tell" | "signal"> & { environment: Environment };

async function standUp(
  { settings, home, environment, tell, signal }: Plan,
  undo: (() => Promise<void>)[],
  close: () => Promise<void>,
): Promise<Stack> {
  const external = readExternal(environment);
  let databaseUrl: string | null = null;
  let refresh = (): void => undefined;
  const site: Site = {
    settings,
    home,
    external,
    region: external.region ?? settings.region,
    ports: await choosePorts(settings.port, ownPorts(settings, external.endpoints), settings.services.coordinators),
    keys: await loadKeys(home),
    onChange: () => refresh(),
    processes: [],
    tell,
    signal,
  };
  await awaitLeftovers(home);
  const file = publishEndpoints(site, () => describeEndpoints(site, databaseUrl));
  undo.push(() => file.remove());
  refresh = () => void file.refresh().catch(() => "written with the next change");
  const watching = setInterval(refresh, 1_000);
  undo.push(async () => clearInterval(watching));

  undo.push(() => stopProcesses(site));
  const page = beginPage(site, undo);
  const [database] = await settled([
    startDatabase(site),
    startStorage(site),
    startQueueService(site),
    startTopicService(site),
  ]);
  databaseUrl = database.url;
  const clients = clientSettings(site);
  const [queues, topics] = await settled([
    declareQueues(clients, settings),
    declareTopics(clients),
    migrateDatabase(clients, database, database.url === null ? null : site.keys.databasePasswords),
  ]);
  const environments = serviceEnvironments(site, clients, { database, queues, alertsTopicArn: topics.alerts });
  await startCopierService(site, environments.copier);
  await startCoordinators(site, environments.coordinator);
  if (page !== null) await startPage(site, await page);
  if (settings.services.copier) {
    const scaling = startScaling(clients, { queueUrl: queues.copy, ...settings.fleet, ...settings.scaling });
    undo.push(() => scaling.stop());
  }
  await file.refresh();
  return {
    home,
    endpoints: describeEndpoints(site, databaseUrl),
    environments,
    processes: () => listProcesses(site),
    close,
  };
}

/** The page is made ready while everything else comes up. */
function beginPage(site: Site, undo: (() => Promise<void>)[]): Promise<string> | null {
  if (!site.settings.services.web) return null;
  const givenUp = new AbortController();
  const page = preparePage(site, AbortSignal.any([site.signal, givenUp.signal]));
  const settledPage = page.then(
    () => undefined,
    () => "whoever waits for the page hears of it",
  );
  undo.push(async () => {
    givenUp.abort();
    await settledPage;
  });
  return page;
}

function ownPorts(settings: StackSettings, external: Partial<Record<AwsService, string>>): PortOwner[] {
  const services: AwsService[] = ["s3", "sqs", "sns", "rdsData", "ecs"];
  const wanted: PortOwner[] = services.filter((service) => external[service] === undefined);
  if (external.rdsData === undefined) wanted.push("postgres");
  if (settings.services.coordinators > 0) wanted.push("api");
  if (settings.services.web) wanted.push("web");
  return wanted;
}

/** The page and the services first, then ECS with its copiers, then what they all stand on; Postgres goes last. */
async function stopProcesses(site: Site): Promise<void> {
  const order = [
    (role: string) => role === "web",
    (role: string) => role.startsWith("coordinator") || role === "ecs",
    (role: string) => role !== "postgres",
  ];
  const left = new Set(site.processes);
  for (const isNow of [...order, () => true]) {
    const now = [...left].filter(({ role }) => isNow(role));
    await Promise.all(now.map((one) => one.stop()));
    for (const one of now) left.delete(one);
  }
}

async function runAll(steps: (() => Promise<void>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const step of steps) await step().catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw new AggregateError(errors, "The local stack did not end in order.");
}
