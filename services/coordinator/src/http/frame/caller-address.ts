import { BlockList, isIP, isIPv6 } from "node:net";
import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context } from "hono";
import type { ApiEnv } from "./api-env.ts";

/** Where a request came from; `unknown` where it came over no connection. */
export type FindAddress = (c: Context<ApiEnv>) => string;

/**
 * Tells where requests come from. Whoever is connected from one of the `trusted` ranges (CIDR) passes others' requests on,
 * and has put the address it saw last into X-Forwarded-For, as an Application Load Balancer does; the same header from
 * anybody else is not believed, nor is what stands before that last address.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html
 * @throws Error for a range that is none
 */
export function trustProxies(trusted: readonly string[]): FindAddress {
  const proxies = new BlockList();
  for (const range of trusted) {
    const [network = "", bits = ""] = range.split("/");
    if (isIP(network) === 0 || !/^\d{1,3}$/.test(bits)) throw new Error(`"${range}" is no range of addresses (CIDR).`);
    proxies.addSubnet(network, Number(bits), familyOf(network));
  }
  return (c) => {
    const peer = plain(readPeer(c));
    if (isIP(peer) === 0) return "unknown";
    if (!proxies.check(peer, familyOf(peer))) return peer;
    const seen = plain(c.req.header("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "");
    return isIP(seen) === 0 ? peer : seen;
  };
}

/** Under which name an address is counted: whoever has one of IPv6 has a network of 2^64 of them. */
export function countedAs(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.split("::");
  const first = head === "" ? [] : head.split(":");
  const last = tail === undefined || tail === "" ? [] : tail.split(":");
  const all =
    tail === undefined ? first : [...first, ...Array(Math.max(0, 8 - first.length - last.length)).fill("0"), ...last];
  return `${all.slice(0, 4).join(":")}::/64`;
}

function readPeer(c: Context<ApiEnv>): string {
  // Requests that tests make of the API itself come over no connection.
  const connection = c.env as { incoming?: unknown } | undefined;
  return connection?.incoming === undefined ? "" : (getConnInfo(c).remote.address ?? "");
}

/** IPv4 as a socket of IPv6 tells it; a port that some proxies add is left out. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "").replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1");
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIPv6(address) ? "ipv6" : "ipv4";
}
