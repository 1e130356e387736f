import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { bePatient } from "./be-patient.ts";
import { launchBrowser } from "./launch.ts";
import { startSite } from "./start-site.ts";

bePatient();

test("two browsers start at once, reach 127.0.0.1 and nobody else, with the web's security on", async () => {
  const site = await startSite("<title>here</title>");
  const otherOrigin = await startSite("a secret");
  const browsers = await Promise.all([launchBrowser(inject("runFolder")), launchBrowser(inject("runFolder"))]);
  try {
    for (const browser of browsers) {
      const page = await browser.newPage();
      await page.goto(site.origin);
      expect(await page.title()).toBe("here");
      const read = (url: string) => page.evaluate((from) => fetch(from).then((answer) => answer.text()), url);
      await expect(read("http://example.com/")).rejects.toThrow(/Failed to fetch/);
      await expect(read(`${otherOrigin.origin}/secret`)).rejects.toThrow(/Failed to fetch/);
    }
    expect(otherOrigin.asked).toEqual(["/secret", "/secret"]);
  } finally {
    await Promise.all(browsers.map((browser) => browser.close()));
    await Promise.all([site.close(), otherOrigin.close()]);
  }
});

test("a browser that is to start in a folder that is not there fails at once and names the folder", async () => {
  const folder = join(inject("runFolder"), "not-there");
  await expect(launchBrowser(folder)).rejects.toThrow(folder);
});
