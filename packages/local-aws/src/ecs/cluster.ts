import { join } from "node:path";
import { z } from "zod";
import { readJsonFile, writeJsonFile } from "../journal/json-file.ts";
import type { EcsConfig, ServiceConfig } from "./config.ts";
import type { Leftover } from "./leftovers.ts";
import type { Task } from "./task.ts";

export type Deployment = { id: string; createdAt: number; updatedAt: number };

export type Service = {
  config: ServiceConfig;
  arn: string;
  desiredCount: number;
  /** The newest first; tasks of the others are being replaced. */
  deployments: Deployment[];
  events: { id: string; at: number; message: string }[];
  /** Starts in a row that did not last, and when the next may be tried. */
  quickDeaths: number;
  lastDeathAt: number;
  nextStartAt: number;
  timer: NodeJS.Timeout | undefined;
  wasSteady: boolean;
};

export type Cluster = {
  config: EcsConfig;
  arn: string;
  services: Map<string, Service>;
  /** Newest last; stopped ones are remembered for a while, as ECS does. */
  tasks: Map<string, Task>;
  /** Processes of a former life that have not ended yet. */
  leftovers: Leftover[];
  url: () => string;
  closing: boolean;
  /** Desired counts and the processes there are now: what has to be known after a kill -9. */
  save(): void;
};

const saved = z.object({
  desiredCounts: z.record(z.string(), z.number()),
  processes: z.array(z.object({ pid: z.number(), startedAt: z.string() })),
});

/** The cluster as declared, with the desired counts of its former life, and that life's processes. */
export function openCluster(config: EcsConfig, url: () => string): Cluster {
  const path = join(config.dataDir, "cluster.json");
  const former = readJsonFile(path, saved) ?? { desiredCounts: {}, processes: [] };
  const arnOf = (kind: string, name: string): string =>
    `arn:aws:ecs:${config.region}:${config.accountId}:${kind}/${name}`;
  const services = new Map<string, Service>();
  for (const service of config.services) {
    services.set(service.name, {
      config: service,
      arn: arnOf("service", `${config.cluster}/${service.name}`),
      desiredCount: withinLimits(service, former.desiredCounts[service.name] ?? service.desiredCount),
      deployments: [newDeployment()],
      events: [],
      quickDeaths: 0,
      lastDeathAt: 0,
      nextStartAt: 0,
      timer: undefined,
      wasSteady: false,
    });
  }
  const cluster: Cluster = {
    config,
    arn: arnOf("cluster", config.cluster),
    services,
    tasks: new Map(),
    leftovers: former.processes,
    url,
    closing: false,
    save() {
      writeJsonFile(path, {
        desiredCounts: Object.fromEntries([...services.values()].map((one) => [one.config.name, one.desiredCount])),
        processes: [...cluster.tasks.values()].flatMap(({ process }) => process ?? []).concat(cluster.leftovers),
      });
    },
  };
  return cluster;
}

/** What autoscaling's minimum and maximum do to a desired count. */
export function withinLimits({ minCount, maxCount }: ServiceConfig, count: number): number {
  return Math.max(minCount, Math.min(maxCount, count));
}

export function newDeployment(): Deployment {
  const now = Date.now();
  const digits = `${now}${Math.floor(Math.random() * 1e6)}`.padEnd(19, "0");
  return { id: `ecs-svc/${digits}`, createdAt: now, updatedAt: now };
}

/** ECS keeps the last hundred events of a service. */
export function addEvent(service: Service, message: string): void {
  service.events.unshift({
    id: crypto.randomUUID(),
    at: Date.now(),
    message: `(service ${service.config.name}) ${message}`,
  });
  service.events.length = Math.min(service.events.length, 100);
}
