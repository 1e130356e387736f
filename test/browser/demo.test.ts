import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { waitUntil } from "@s3mirror/local-aws/testing/wait-until";
import { expect, inject, test } from "vitest";
import { launchBrowser } from "./launch.ts";
import { PATIENCE_MS } from "./patience.ts";
import { watchPage } from "./watch-page.ts";

const bin = fileURLToPath(new URL("../../cli/bin/s3mirror.mjs", import.meta.url));
const env = { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR };

test("the demo's link opens the page signed in; Try again there remedies it, and every claim holds", {
  timeout: 3 * PATIENCE_MS,
}, async () => {
  const demo = spawn(process.execPath, [bin, "demo"], { env, stdio: ["ignore", "pipe", "inherit"] });
  const lines: string[] = [];
  createInterface({ input: demo.stdout }).on("line", (line) => lines.push(line));
  const browser = await launchBrowser(inject("runFolder"));
  try {
    const told = (pattern: RegExp) => lines.map((line) => pattern.exec(line)).find((match) => match !== null);
    await waitUntil("the first link", () => told(/sign-in#/) !== undefined, PATIENCE_MS);
    const watched = await watchPage(await browser.newContext());
    const { page } = watched;
    await page.goto(lines.find((line) => line.includes("/sign-in#"))?.trim() ?? "");
    await page.getByRole("link", { name: "Northlab run 2026-11-A" }).click();
    await page
      .getByText(/Copying/)
      .first()
      .waitFor();

    await waitUntil("the demo stops", () => told(/demo grant/) !== undefined, PATIENCE_MS);
    const [, id = "", home = ""] = told(/demo grant (\S+) --home (\S+)/) ?? [];
    await promisify(execFile)(process.execPath, [bin, "demo", "grant", id, "--home", home], { env });
    await page.getByRole("button", { name: "Try again (3)" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Try again" }).click();
    await waitUntil("the claims", () => told(/claims hold|DOES NOT HOLD/) !== undefined, PATIENCE_MS);
    expect(lines.filter((line) => line.includes("DOES NOT HOLD"))).toEqual([]);
    await page.getByText("Complete").first().waitFor();
    expect(watched.faults).toEqual([]);

    demo.kill("SIGINT");
    const [code] = await once(demo, "exit");
    expect(code).toBe(0);
  } finally {
    demo.kill("SIGINT");
    await browser.close();
  }
});
