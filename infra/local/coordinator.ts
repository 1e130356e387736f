import { serviceCommand } from "./service-command.ts";
import { settled } from "./settled.ts";
import { host, pageUrl, type Site, start } from "./site.ts";

/** On one machine nobody is kept waiting for a new link, and nobody else sees it. */
const day = "86400";

/** The coordinators, all alike. The first one's API is the stack's. */
export async function startCoordinators(site: Site, environment: Record<string, string>): Promise<void> {
  const page = pageUrl(site);
  await settled(
    site.ports.coordinators.map((port, index) =>
      start(site, {
        role: `coordinator-${index + 1}`,
        ...serviceCommand("coordinator", site.settings.bundlesDir),
        env: {
          S3MIRROR_SIGN_IN_LINK_SECONDS: day,
          ...environment,
          S3MIRROR_PORT: `${port}`,
          ...(page !== null && { S3MIRROR_PUBLIC_URL: page }),
        },
        readiness: () => fetch(`http://${host}:${port}/healthz`).then(({ ok }) => ok),
        stopMs: 15_000,
      }),
    ),
  );
}
