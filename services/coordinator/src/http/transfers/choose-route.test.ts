import type { Route } from "@s3mirror/core/store/people/routes";
import { describe, expect, it } from "vitest";
import { chooseRoute, type Wish } from "./choose-route.ts";

const labRoute: Route = {
  id: "rt_lab",
  vendorId: "vn_lab",
  name: "The laboratory's runs",
  sourceBucket: "lab",
  sourcePrefix: "runs/",
  sourceLiteral: false,
  sourceOwnerAccountId: "111122223333",
  destinationBucket: "ours",
  destinationPrefix: "in/lab/",
  destinationLiteral: false,
  destinationOwnerAccountId: null,
  redelivery: "never",
  enabled: true,
};
const anyRoute: Route = {
  ...labRoute,
  id: "rt_any",
  vendorId: null,
  sourceBucket: "*",
  sourcePrefix: "",
  sourceOwnerAccountId: null,
  destinationBucket: "*",
  destinationPrefix: "",
};
const wish: Wish = {
  routeId: null,
  source: { bucket: "lab", prefix: "runs/7/" },
  literal: false,
  keys: null,
  destination: null,
};

describe("chooseRoute", () => {
  it("lets the route say the destination, and keeps the place below its prefix", () => {
    expect(chooseRoute([labRoute], wish)).toMatchObject({
      type: "chosen",
      route: { id: "rt_lab" },
      source: { bucket: "lab", prefix: "runs/7/" },
      destination: { bucket: "ours", prefix: "in/lab/7/" },
    });
  });

  it("cuts the route's prefix off keys that come without one", () => {
    const keys = ["runs/7/a", "runs/8/b"];
    expect(chooseRoute([labRoute], { ...wish, source: { bucket: "lab", prefix: "" }, keys })).toMatchObject({
      source: { prefix: "runs/" },
      destination: { prefix: "in/lab/" },
    });
  });

  it("takes the destination that was given where a route allows it", () => {
    const destination = { bucket: "elsewhere", prefix: "x/" };
    expect(chooseRoute([labRoute, anyRoute], { ...wish, destination })).toMatchObject({
      route: { id: "rt_any" },
      destination,
    });
    expect(chooseRoute([labRoute], { ...wish, destination })).toMatchObject({
      code: "destination_not_allowed",
      error: { pointer: "/destination" },
    });
  });

  it("does not let the folder of another through whose name begins alike", () => {
    const acme = { ...labRoute, sourcePrefix: "acme/" };
    const rival = { ...wish, source: { bucket: "lab", prefix: "acme-rival/" } };
    expect(chooseRoute([acme], rival)).toMatchObject({ type: "refused", code: "source_not_allowed" });
    expect(
      chooseRoute([acme], { ...rival, source: { bucket: "lab", prefix: "" }, keys: ["acme-rival/1"] }),
    ).toMatchObject({ code: "source_not_allowed" });
  });

  it("takes no transfer on a route from before prefixes were folders, unless it is meant as text", () => {
    const old = { ...labRoute, sourcePrefix: "run" };
    const run = { ...wish, source: { bucket: "lab", prefix: "runs/7/" } };
    expect(chooseRoute([old], { ...run, routeId: "rt_lab" })).toMatchObject({ code: "route_disabled" });
    expect(chooseRoute([old], run)).toMatchObject({ code: "route_disabled" });
    const literal = { ...old, sourceLiteral: true, sourcePrefix: "runs/" };
    expect(chooseRoute([literal], run)).toMatchObject({ type: "chosen", destination: { prefix: "in/lab/7/" } });
  });

  it("makes no leading and no doubled slash of a route that is meant as text, unless that is said", () => {
    const text = { ...labRoute, sourcePrefix: "runs", sourceLiteral: true };
    expect(chooseRoute([text], wish)).toMatchObject({
      code: "prefix_suspicious",
      error: { pointer: "/source/prefix" },
    });
    expect(chooseRoute([{ ...text, destinationPrefix: "" }], wish)).toMatchObject({ code: "prefix_suspicious" });
    const keys = { ...wish, source: { bucket: "lab", prefix: "" }, keys: ["runs/7/a"] };
    expect(chooseRoute([text], keys)).toMatchObject({
      code: "prefix_suspicious",
      error: { pointer: "/source/prefix" },
    });
    expect(chooseRoute([labRoute], keys)).toMatchObject({ type: "chosen", source: { prefix: "runs/" } });
    expect(chooseRoute([text], { ...wish, literal: true })).toMatchObject({ destination: { prefix: "in/lab//7/" } });
  });

  it("prefers the route that fits most closely, and asks where two fit alike", () => {
    const inner = { ...labRoute, id: "rt_inner", sourcePrefix: "runs/7/" };
    expect(chooseRoute([labRoute, inner], wish)).toMatchObject({ route: { id: "rt_inner" } });
    expect(chooseRoute([labRoute, { ...labRoute, id: "rt_twin" }], wish)).toMatchObject({
      code: "route_ambiguous",
      error: { pointer: "/route" },
    });
    expect(chooseRoute([labRoute, { ...labRoute, id: "rt_twin" }], { ...wish, routeId: "rt_twin" })).toMatchObject({
      route: { id: "rt_twin" },
    });
  });

  it.each<[string, Partial<Wish>, Route[], string, string]>([
    ["an unknown id", { routeId: "rt_none" }, [labRoute], "route_unknown", "/route"],
    ["a route that is off", { routeId: "rt_lab" }, [{ ...labRoute, enabled: false }], "route_disabled", "/route"],
    ["only routes that are off", {}, [{ ...labRoute, enabled: false }], "route_disabled", "/route"],
    ["another bucket", { source: { bucket: "other", prefix: "" } }, [labRoute], "source_not_allowed", "/source/bucket"],
    [
      "a wider prefix",
      { source: { bucket: "lab", prefix: "run" } },
      [labRoute],
      "source_not_allowed",
      "/source/prefix",
    ],
    ["a key outside", { keys: ["runs/7/a", "b"] }, [labRoute], "source_not_allowed", "/source/keys"],
    ["no destination anywhere", {}, [anyRoute], "destination_required", "/destination"],
  ])("refuses %s", (_, change, routes, code, pointer) => {
    expect(chooseRoute(routes, { ...wish, ...change })).toMatchObject({ type: "refused", code, error: { pointer } });
  });
});
