import { host, type Site, startStandIn } from "./site.ts";

/** The object store with the company's and the laboratory's accounts. */
export async function startStorage(site: Site): Promise<void> {
  if (site.external.endpoints.s3 !== undefined) return;
  await startStandIn(site, "s3", "s3", {
    host,
    region: site.region,
    accounts: [site.keys.company, site.keys.vendor],
    ...site.settings.storage,
  });
}
