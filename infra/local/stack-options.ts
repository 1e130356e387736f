import { z } from "zod";

const positive = z.number().positive();

/** What a local stack is made of. Everything has a default; tests shorten the timings that only make people wait. */
export const stackOptions = z.strictObject({
  /** HOME_DIR: where everything durable lives. */
  homeDir: z.string().min(1).default(".s3mirror"),
  /** The first of eight ports in a row; 0 takes free ones anywhere. */
  port: z.int().min(0).max(65_000).default(4_000),
  region: z.string().min(1).default("eu-central-1"),
  services: z
    .strictObject({
      coordinators: z.int().min(0).default(1),
      copier: z.boolean().default(true),
      /** The page, which is built first where its sources changed. */
      web: z.boolean().default(false),
    })
    .default({ coordinators: 1, copier: true, web: false }),
  fleet: z.strictObject({ min: z.int().min(0), max: z.int().min(1) }).default({ min: 0, max: 4 }),
  visibilityTimeoutSeconds: z.int().min(1).default(10),
  sessionLeaseSeconds: positive.default(60),
  scaling: z
    .strictObject({ everySeconds: positive, scaleInAfterSeconds: z.number().min(0) })
    .default({ everySeconds: 3, scaleInAfterSeconds: 15 }),
  /** Passed to the S3 stand-in as they are: its latency model and request budgets. */
  storage: z.record(z.string(), z.unknown()).default({}),
  /** Further variables for the services, for settings that only tests shorten. */
  serviceEnvironment: z.record(z.string(), z.string()).default({}),
  /** A folder of bundles (`coordinator.mjs`, `s3.mjs`…) to run instead of the checkout's sources. */
  bundlesDir: z.string().optional(),
});

export type StackOptions = z.input<typeof stackOptions>;
export type StackSettings = z.output<typeof stackOptions>;
