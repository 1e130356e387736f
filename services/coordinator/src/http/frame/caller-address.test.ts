import type { Context } from "hono";
import { expect, it } from "vitest";
import type { ApiEnv } from "./api-env.ts";
import { countedAs, trustProxies } from "./caller-address.ts";

/** A request as Hono gives it: from a peer, with a header. */
function from(remoteAddress: string | null, forwarded?: string): Context<ApiEnv> {
  const env = remoteAddress === null ? undefined : { incoming: { socket: { remoteAddress } } };
  return { env, req: { header: () => forwarded } } as unknown as Context<ApiEnv>;
}
const addressOf = trustProxies(["10.0.0.0/8", "fd00::/8"]);

it.each([
  ["the peer, where nobody is trusted", "198.51.100.7", undefined, "198.51.100.7"],
  ["the peer, whatever a stranger says", "198.51.100.7", "203.0.113.9", "198.51.100.7"],
  ["what the load balancer saw last, not what its client wrote", "10.0.3.4", "10.9.9.9, 203.0.113.9", "203.0.113.9"],
  ["an address of the network, where the load balancer saw that last", "10.0.3.4", "203.0.113.9, 10.1.1.1", "10.1.1.1"],
  ["IPv4 that came as IPv6", "::ffff:10.0.3.4", "203.0.113.9", "203.0.113.9"],
  ["an address without its port", "10.0.3.4", "203.0.113.9:54321", "203.0.113.9"],
  ["IPv6", "fd00::1", "2001:db8::7", "2001:db8::7"],
  ["the proxy, where what it says is no address", "10.0.3.4", "<script>", "10.0.3.4"],
  ["the proxy, where it says nothing", "10.0.3.4", undefined, "10.0.3.4"],
  ["unknown, without a connection", null, "203.0.113.9", "unknown"],
])("an address is %s", (_, peer, forwarded, address) => {
  expect(addressOf(from(peer, forwarded))).toBe(address);
});

it("a range that is none stops the start, and says which", () => {
  for (const range of ["10.0.0.0", "10.0.0.0/x", "everybody/8"]) {
    expect(() => trustProxies([range])).toThrow(`"${range}" is no range`);
  }
});

it.each([
  ["198.51.100.7", "198.51.100.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:db8::7", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["unknown", "unknown"],
])("%s is counted as %s", (address, counted) => {
  expect(countedAs(address)).toBe(counted);
});
