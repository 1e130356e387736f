import { serviceCommand } from "./service-command.ts";
import { settled } from "./settled.ts";
import { host, type Site, start } from "./site.ts";

/** The coordinators, all alike. The first one's API is the stack's. */
export async function startCoordinators(site: Site, environment: Record<string, string>): Promise<void> {
  await settled(
    site.ports.coordinators.map((port, index) =>
      start(site, {
        role: `coordinator-${index + 1}`,
        ...serviceCommand("coordinator", site.settings.bundlesDir),
        env: { ...environment, S3MIRROR_PORT: `${port}` },
        readiness: () => fetch(`http://${host}:${port}/healthz`).then(({ ok }) => ok),
        stopMs: 15_000,
      }),
    ),
  );
}
