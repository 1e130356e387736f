import { findFreePort, isPortFree } from "@s3mirror/local-aws/free-port";
import { StackRefused } from "./home.ts";

const offsets = { api: 0, web: 1, s3: 2, sqs: 3, sns: 4, rdsData: 5, ecs: 6, postgres: 7 } as const;
/** What people call them where that is another word. */
const names: Partial<Record<PortOwner, string>> = { api: "the API", web: "the page" };
export type PortOwner = keyof typeof offsets;
export type Ports = Record<PortOwner, number> & { coordinators: number[] };

/**
 * Gives every server of the stack its port: `base` and the seven after it (further coordinators take those behind), or
 * free ones where `base` is 0. Looks at those that `wanted` names.
 * @throws StackRefused naming the port that is taken, who wanted it, and the setting that moves it.
 */
export async function choosePorts(base: number, wanted: PortOwner[], coordinators: number): Promise<Ports> {
  const taken = new Set<number>();
  const choose = async (offset: number, owner: string, isWanted: boolean): Promise<number> => {
    if (base === 0) {
      let port = await findFreePort();
      while (taken.has(port)) port = await findFreePort();
      taken.add(port);
      return port;
    }
    const port = base + offset;
    if (isWanted && !(await isPortFree(port))) {
      throw new StackRefused(
        `Port ${port} is taken; the local stack wants it for ${owner}. Stop what listens there, or move the whole stack with S3MIRROR_PORT=5000 (0 takes any free ports).`,
      );
    }
    return port;
  };
  const ports = {} as Record<PortOwner, number>;
  for (const [owner, offset] of Object.entries(offsets) as [PortOwner, number][]) {
    ports[owner] = await choose(offset, names[owner] ?? owner, wanted.includes(owner));
  }
  const more = Array.from({ length: Math.max(0, coordinators - 1) }, (_, index) => index);
  const behind: number[] = [];
  for (const index of more) behind.push(await choose(8 + index, `coordinator ${index + 2}`, true));
  return { ...ports, coordinators: coordinators === 0 ? [] : [ports.api, ...behind] };
}
