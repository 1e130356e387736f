import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, inject, test } from "vitest";
import { launchBrowser } from "./launch.ts";

async function startSite(asked: string[]) {
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.setHeader("content-type", "text/html");
    response.end("<title>here</title>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin, close: () => new Promise((resolve) => server.close(resolve)) };
}

test("two browsers start at once, reach 127.0.0.1 and nobody else, with the web's security on", async () => {
  const asked: string[] = [];
  const [site, otherOrigin] = [await startSite([]), await startSite(asked)];
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
    expect(asked).toEqual(["/secret", "/secret"]);
  } finally {
    await Promise.all(browsers.map((browser) => browser.close()));
    await Promise.all([site.close(), otherOrigin.close()]);
  }
});
