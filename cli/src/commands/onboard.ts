import { roles } from "@s3mirror/core/caller-roles";
import { type Command, Option } from "commander";
import type { ApiClient } from "../api-client.ts";
import type { ApiKey, MadeApiKey, Page, Route, RouteTest, Vendor, VendorPolicy } from "../api-types.ts";
import { type ApiOptions, type Context, openApi } from "../context.ts";
import { Exit, exitCode } from "../exit-code.ts";
import { parseS3Location } from "../s3-location.ts";
import { findVendor } from "./find-vendor.ts";
import { refuseWithoutSecret } from "./keys.ts";
import { withApiOptions } from "./options.ts";
import { codeOfTest, testTable } from "./route-test.ts";

type Location = ReturnType<typeof parseS3Location>;
type OnboardOptions = ApiOptions & {
  sourceAccount?: string;
  destinationAccount?: string;
  role: string;
  keyName?: string;
  reason: string;
};
type Wish = OnboardOptions & { name: string; source: Location; destination: Location };

/** All that a vendor needs of us. `key` is null where one of this name lives already. */
type Onboarded = { vendor: Vendor; route: Route; policy: VendorPolicy; key: MadeApiKey | null; test: RouteTest };

/** `s3mirror vendors onboard`: vendor, route, policy and key, and whether the policy holds. Given again, it goes on. */
export function addOnboard(vendors: Command, context: Context): void {
  withApiOptions(
    vendors
      .command("onboard")
      .description("vendor, route, policy and key at once, then a live test of the policy; may be given again")
      .argument("<name>", "what people call the vendor")
      .argument("<source>", "the vendor's: s3://bucket/prefix/", parseS3Location)
      .argument("<destination>", "ours: s3://bucket/prefix/", parseS3Location)
      .option("--source-account <id>", "the account that owns the source bucket, where the stage's settings do not say")
      .option("--destination-account <id>", "the account that owns the destination bucket, if not this environment's")
      .addOption(
        new Option("--role <role>", "what the key may do")
          .choices(roles.filter((role) => role.startsWith("vendor")))
          .default("vendor_admin"),
      )
      .option("--key-name <text>", "the system that uses the key (default: the vendor's name)")
      .requiredOption("--reason <text>", "why, for the record"),
  ).action(async (name: string, source: Location, destination: Location, options: OnboardOptions) => {
    const api = await openApi(context, options);
    const made = await onboard(context, api, { ...options, name, source, destination });
    if (options.output === "table") printOnboarded(context, made);
    else context.print(`${JSON.stringify(made, null, options.output === "json" ? 2 : 0)}\n`);
    const code = codeOfTest(made.test);
    if (code === exitCode.done) return;
    throw new Exit(
      code,
      `The policy does not hold yet. Once the vendor has set it: s3mirror routes test ${made.route.id}`,
    );
  });
}

async function onboard(context: Context, api: ApiClient, wish: Wish): Promise<Onboarded> {
  const vendor = (await findVendor(api, wish.name)) ?? (await api.post<Vendor>("/v1/vendors", { name: wish.name }));
  const route = (await findRoute(api, vendor, wish)) ?? (await makeRoute(api, vendor, wish));
  const policy = await api.get<VendorPolicy>(`/v1/vendors/${vendor.id}/policy`);
  const key = await makeKey(context, api, vendor, wish);
  const test = await api.post<RouteTest>(`/v1/routes/${route.id}/test`, {});
  return { vendor, route, policy, key, test };
}

async function findRoute(api: ApiClient, vendor: Vendor, { source, destination }: Wish): Promise<Route | undefined> {
  const isSame = (a: Location, b: Location) => a.bucket === b.bucket && a.prefix === b.prefix;
  for await (const one of api.list<Route>(`/v1/routes?vendor=${vendor.id}`, Number.MAX_SAFE_INTEGER)) {
    if (isSame(one.source, source) && isSame(one.destination, destination)) return one;
  }
  return undefined;
}

async function makeRoute(api: ApiClient, vendor: Vendor, wish: Wish): Promise<Route> {
  const { source, destination, sourceAccount, destinationAccount, reason } = wish;
  return await api.post<Route>("/v1/routes", {
    vendor: vendor.id,
    source: { ...source, ...(sourceAccount && { accountId: sourceAccount }) },
    destination: { ...destination, ...(destinationAccount && { accountId: destinationAccount }) },
    reason,
  });
}

async function makeKey(context: Context, api: ApiClient, vendor: Vendor, wish: Wish): Promise<MadeApiKey | null> {
  const name = wish.keyName ?? vendor.name;
  const living = await api.get<Page<ApiKey>>(`/v1/api-keys?vendor=${vendor.id}&limit=500`);
  const known = living.items.find((one) => one.name === name);
  if (known !== undefined) {
    context.tell(
      `A key of ${name} lives already (${known.id}): none was made. Another: s3mirror keys rotate ${known.id}\n`,
    );
    return null;
  }
  const body = { name, role: wish.role, vendor: vendor.id, reason: wish.reason };
  const made = await api.post<MadeApiKey>("/v1/api-keys", body);
  refuseWithoutSecret(made);
  return made;
}

function printOnboarded(context: Context, { policy, key, test }: Onboarded): void {
  context.print(`${policy.text}\n`);
  if (key !== null) {
    context.print(`The key for ${key.name}, until ${key.expiresAt}. It is shown this once:\n\n${key.secret}\n\n`);
  }
  context.print(testTable(test));
}
