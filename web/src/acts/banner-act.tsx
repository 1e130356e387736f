"use client";

import { useQuery } from "@tanstack/react-query";
import { browserApi } from "../api/browser-api.ts";
import type { Transfer } from "../api/types.ts";
import { routeQuery } from "../routes/route-queries.ts";
import type { Banner } from "../words/tell-banner.ts";
import { ActButton } from "./act-button.tsx";

/** The one button that ends what a page's banner tells of. */
export function BannerAct({ banner, transfer = null }: { banner: Banner; transfer?: Transfer | null }) {
  switch (banner.act) {
    case "release":
      return <ActButton act={{ name: "release" }} />;
    case "resume":
      return transfer && <ActButton act={{ name: "resume", transfer }} />;
    case "enable_route":
      return transfer?.route && <RouteOn routeId={transfer.route} />;
    case null:
      return null;
  }
}

function RouteOn({ routeId }: { routeId: string }) {
  const { data: route } = useQuery(routeQuery(browserApi, routeId));
  return route === undefined ? null : <ActButton act={{ name: "route_on", route }}>Switch the route on</ActButton>;
}
