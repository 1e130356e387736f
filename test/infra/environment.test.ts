import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { environmentSchema as coordinatorSchema } from "@s3mirror/coordinator/config";
import { migrateEnvironmentSchema } from "@s3mirror/coordinator/migrate";
import { environmentSchema as copierSchema } from "@s3mirror/copier/config";
import { clientSettings } from "@s3mirror/infra-local/clients";
import { readExternal } from "@s3mirror/infra-local/external";
import { loadKeys } from "@s3mirror/infra-local/keys";
import { pageEnvironment } from "@s3mirror/infra-local/page";
import { choosePorts } from "@s3mirror/infra-local/ports";
import { serviceEnvironments } from "@s3mirror/infra-local/service-environment";
import type { Site } from "@s3mirror/infra-local/site";
import { stackOptions } from "@s3mirror/infra-local/stack-options";
import { makeTemporaryFolder } from "@s3mirror/local-aws/testing/temporary-folder";
import { beforeAll, describe, expect, test } from "vitest";
import type { ZodObject } from "zod";
import { type Evaluation, environmentOf, evaluate, evaluating, only } from "./evaluation.ts";
import { root } from "./root.ts";

const schemas = { coordinator: coordinatorSchema, copier: copierSchema, migrate: migrateEnvironmentSchema };

/** What is said in one of the two places only, and why. Settings that have a default need not be said anywhere. */
const onlyLocal = {
  coordinator: {
    S3MIRROR_ADMIN_API_KEY: "elsewhere keys are made by `admin link` and the API",
    S3MIRROR_VENDOR_API_KEY: "elsewhere keys are made by `admin link` and the API",
    S3MIRROR_EXIT_WITH_PARENT: "ECS ends its tasks by itself",
    S3MIRROR_SESSION_LEASE_SECONDS: "tests shorten it",
    S3MIRROR_SIGN_IN_LINK_SECONDS: "longer on one machine, where nobody else sees a link",
  },
  copier: {
    S3MIRROR_EXIT_WITH_PARENT: "ECS ends its tasks by itself",
    S3MIRROR_SESSION_LEASE_SECONDS: "tests shorten it",
  },
};
const onlyOnAws = {
  coordinator: {
    S3MIRROR_DEPLOYED_BUCKETS: "on one machine any bucket may be named",
    S3MIRROR_TRUSTED_PROXIES: "on one machine nobody is believed for whom they ask",
  },
  copier: {},
};

/** All that is given is read, and all that must be given is. */
function expectSuits(given: string[], schema: ZodObject): void {
  expect(given.filter((name) => !(name in schema.shape))).toEqual([]);
  const required = Object.entries(schema.shape).filter(([, field]) => !field.safeParse(undefined).success);
  expect(required.filter(([name]) => !given.includes(name))).toEqual([]);
}

const ours = (environment: object): string[] => Object.keys(environment).filter((name) => name.startsWith("S3MIRROR_"));

let site: Site;
beforeAll(async () => {
  const folder = await makeTemporaryFolder();
  const settings = stackOptions.parse({ services: { coordinators: 1, copier: true, web: true } });
  site = {
    settings,
    home: folder.path,
    region: settings.region,
    ports: await choosePorts(0, [], 1),
    keys: await loadKeys(folder.path),
    external: readExternal({}),
    onChange: () => undefined,
    processes: [],
    tell: () => undefined,
    signal: new AbortController().signal,
  };
  return folder.remove;
});

function givenLocally(service: "coordinator" | "copier"): string[] {
  const environments = serviceEnvironments(site, clientSettings(site), {
    database: {
      resourceArn: "arn:cluster",
      secretArn: "arn:owner",
      roleSecretArns: { coordinator: "arn:coordinator", copier: "arn:copier" },
      database: "s3mirror",
      url: null,
    },
    queues: { copy: "http://q/copy", copyDeadLetters: "http://q/dlq", needsAction: "http://q/needs-action" },
    alertsTopicArn: "arn:alerts",
  });
  // Each coordinator hears its own port.
  return [...ours(environments[service]), ...(service === "coordinator" ? ["S3MIRROR_PORT"] : [])];
}

describe("on one machine every variable that a service reads is given to it, and nothing else is", () => {
  test.each(["coordinator", "copier"] as const)("%s", (service) => {
    expectSuits(givenLocally(service), schemas[service]);
  });

  test("web", async () => {
    expect(ours(pageEnvironment(site))).toEqual(ours(await readByWeb()));
  });
});

describe("on AWS every variable that a service reads is given to it, nothing else is, and one machine differs where it must", () => {
  let evaluation: Evaluation;
  beforeAll(async () => {
    evaluation = await evaluate({ stage: "production" });
  }, evaluating);

  test.each(["coordinator", "copier"] as const)("%s", (service) => {
    const given = environmentOf(evaluation, service === "copier" ? "Copier" : "Coordinator");
    expectSuits(ours(given), schemas[service]);
    expect(Object.keys(given).filter((name) => !name.startsWith("S3MIRROR_"))).toEqual([
      "AWS_SDK_UA_APP_ID",
      "SST_RESOURCE_App",
    ]);
    expect(schemas[service].safeParse(given).error?.issues).toBeUndefined();
    const local = givenLocally(service);
    const onAws = ours(given);
    expect(local.filter((name) => !onAws.includes(name)).sort()).toEqual(Object.keys(onlyLocal[service]).sort());
    expect(onAws.filter((name) => !local.includes(name)).sort()).toEqual(Object.keys(onlyOnAws[service]).sort());
  });

  test("migrate", () => {
    const { inputs } = only(evaluation, "aws:lambda/function:Function", "MigrateFunction");
    const { variables } = inputs.environment as { variables: Record<string, string> };
    expectSuits(ours(variables), schemas.migrate);
  });

  test("web", async () => {
    expect(Object.keys(environmentOf(evaluation, "Web")).filter((name) => !name.startsWith("SST_"))).toEqual([
      "PORT",
      "HOSTNAME",
      ...ours(await readByWeb()),
    ]);
  });
});

test("services read their environment once, by their schema, and nowhere else", async () => {
  const found = new Set<string>();
  for (const service of ["coordinator", "copier"]) {
    for (const source of await sources(`services/${service}/src`)) {
      for (const [, name] of source.matchAll(/process\.env\.(\w+)/g)) found.add(String(name));
    }
  }
  // Set, not read, by the copier.
  expect([...found]).toEqual(["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"]);
});

/** What the page's own code reads, as the keys of an object. */
async function readByWeb(): Promise<Record<string, true>> {
  const texts = [...(await sources("web/src")), ...(await sources("web/app")), await text("web/proxy.ts")];
  const names = texts.flatMap((source) => [...source.matchAll(/process\.env\.(\w+)/g)].map(([, name]) => String(name)));
  return Object.fromEntries(names.map((name) => [name, true as const]));
}

const text = (path: string): Promise<string> => readFile(join(root, path), "utf8");

async function sources(folder: string): Promise<string[]> {
  const names = await readdir(join(root, folder), { recursive: true });
  const wanted = names.filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name));
  return Promise.all(wanted.map((name) => text(join(folder, name))));
}
