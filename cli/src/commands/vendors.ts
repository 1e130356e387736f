import type { Command } from "commander";
import type { Vendor, VendorPolicy } from "../api-types.ts";
import { type ApiOptions, type Context, openApi } from "../context.ts";
import { type Column, printItems, printOne } from "../output.ts";
import { findVendorId } from "./find-vendor.ts";
import { addOnboard } from "./onboard.ts";
import { withApiOptions } from "./options.ts";

const columns: Column<Vendor>[] = [
  { title: "id", raw: (v) => v.id },
  { title: "name", raw: (v) => v.name },
  { title: "created", raw: (v) => v.createdAt },
];

const policyColumns: Column<VendorPolicy["buckets"][number]>[] = [
  { title: "bucket", raw: (b) => b.bucket },
  { title: "policy", raw: (b) => JSON.stringify(b.bucketPolicy) },
  { title: "kmsKey", raw: (b) => b.kmsKeyArn },
  { title: "kmsKeyStatement", raw: (b) => (b.kmsKeyStatement === null ? null : JSON.stringify(b.kmsKeyStatement)) },
];

/** `s3mirror vendors …`: the laboratories, and what each must set so that we may read its buckets. */
export function addVendors(program: Command, context: Context): void {
  const vendors = program.command("vendors").description("the laboratories, and what they must set");
  withApiOptions(vendors.command("list").description("vendors, in the order they came")).action(
    async (options: ApiOptions) => {
      const api = await openApi(context, options);
      const items = api.list<Vendor>("/v1/vendors", Number.MAX_SAFE_INTEGER);
      const count = await printItems(context.print, options.output, columns, items);
      if (count === 0) context.tell("No vendors.\n");
    },
  );
  withApiOptions(
    vendors.command("create").description("write a vendor down").argument("<name>", "what people call it"),
  ).action(async (name: string, options: ApiOptions) => {
    const api = await openApi(context, options);
    await printOne(context.print, options.output, columns, await api.post<Vendor>("/v1/vendors", { name }));
  });
  addOnboard(vendors, context);
  withApiOptions(
    vendors
      .command("policy")
      .description("the bucket and key policies that let this environment read its routes; send it to the vendor")
      .argument("<vendor>", "its id or name"),
  ).action(async (vendor: string, options: ApiOptions) => {
    const api = await openApi(context, options);
    const policy = await api.get<VendorPolicy>(`/v1/vendors/${await findVendorId(api, vendor)}/policy`);
    if (options.output === "table") context.print(policy.text);
    else if (options.output === "json") context.print(`${JSON.stringify(policy, null, 2)}\n`);
    else await printItems(context.print, options.output, policyColumns, policy.buckets);
  });
}
