import { z } from "zod";

/**
 * One service: what its tasks run (the whole environment of a task is `env` and the two addresses ECS adds), and how
 * many. `desiredCount` counts for the first start only: later the last one set holds, always within min and max.
 */
export const serviceConfig = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9_-]{1,255}$/),
  command: z.string().min(1),
  args: z.array(z.string()),
  cwd: z.string().optional(),
  env: z.record(z.string(), z.string()),
  desiredCount: z.int().min(0),
  minCount: z.int().min(0),
  maxCount: z.int().min(0),
  /** From SIGTERM to SIGKILL; Fargate allows 2 to 120. */
  stopTimeoutSeconds: z.number().min(0).max(120),
  /** Where `SERVICE-TASKID.log` files go; `DATADIR/logs` by default. */
  logDir: z.string().optional(),
});

export const ecsConfig = z.strictObject({
  port: z.int().min(0).max(65_535),
  host: z.string().min(1),
  dataDir: z.string().min(1),
  region: z.string().min(1),
  accountId: z.string().regex(/^\d{12}$/),
  /** Where to note what programs ask for (`wire/action-log.ts`). */
  actionLog: z.string().optional(),
  cluster: z.string().regex(/^[A-Za-z0-9_-]{1,255}$/),
  services: z.array(serviceConfig),
});

export type ServiceConfig = z.infer<typeof serviceConfig>;
export type EcsConfig = z.infer<typeof ecsConfig>;
