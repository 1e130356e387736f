import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { checkout } from "./bundles.ts";
import type { ForeignPackage } from "./packages-in.ts";

const locked = z.object({ packages: z.record(z.string(), z.object({ integrity: z.string().optional() })) });

/**
 * What a program of ours is made of, as CycloneDX 1.6: the npm packages whose code is in it, each with the licence it
 * names and the SHA-512 that npm checked when it was installed. The base image has a list of its own.
 */
export async function billOfMaterials(name: string, version: string, packages: ForeignPackage[]): Promise<object> {
  const lock = locked.parse(JSON.parse(await readFile(join(checkout, "package-lock.json"), "utf8")));
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: {
        type: "application",
        "bom-ref": name,
        name,
        version,
        licenses: [{ license: { id: "Apache-2.0" } }],
      },
    },
    components: packages.map((one) => component(one, lock.packages[one.folder]?.integrity)),
  };
}

function component({ name, version, license }: ForeignPackage, integrity: string | undefined) {
  const [, group, short = name] = /^(@[^/]+)\/(.+)$/.exec(name) ?? [];
  const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
  const digest = /^sha512-(.+)$/.exec(integrity ?? "")?.[1];
  return {
    type: "library",
    "bom-ref": purl,
    ...(group !== undefined && { group }),
    name: short,
    version,
    purl,
    ...(license !== "UNKNOWN" && { licenses: [{ expression: license }] }),
    ...(digest !== undefined && {
      hashes: [{ alg: "SHA-512", content: Buffer.from(digest, "base64").toString("hex") }],
    }),
  };
}
