"use client";

import type { RefCallback } from "react";
import { ActButton } from "../acts/act-button.tsx";
import type { Route } from "../api/types.ts";
import { Arrow } from "../design/arrow.tsx";
import { Badge } from "../design/badge.tsx";
import { ObjectKey } from "../design/object-key.tsx";
import { RelativeTime } from "../live/relative-time.tsx";

/** One route: whose, from where to where, whether it is open, who changed that last and why, and its switch. */
export function RouteRow({ route, watch }: { route: Route; watch: RefCallback<Element> }) {
  const { source, destination, lastChange, enabled } = route;
  return (
    <li ref={watch} aria-label={route.name} className="flex flex-wrap items-center gap-x-6 gap-y-2 px-5 py-3.5">
      <div className="min-w-0 grow basis-80">
        <p className="font-semibold [overflow-wrap:anywhere]">
          <bdi>{route.name}</bdi>
        </p>
        <p className="text-ink-soft [overflow-wrap:anywhere]">
          {route.vendor !== null && (
            <>
              <bdi>{route.vendor.name}</bdi>
              {": "}
            </>
          )}
          <ObjectKey value={`${source.bucket}/${source.prefix}`} />
          <Arrow to="right" className="mx-1.5 align-[-0.15em] text-ink-faint" />
          <span className="sr-only"> to </span>
          <ObjectKey value={`${destination.bucket}/${destination.prefix}`} />
        </p>
        {lastChange !== null && (
          <p className="text-[0.8125rem] text-ink-soft [overflow-wrap:anywhere]">
            Switched {enabled ? "on" : "off"} by <bdi>{lastChange.by}</bdi> <RelativeTime at={lastChange.at} />
            {": "}
            <bdi>{lastChange.reason}</bdi>
          </p>
        )}
        {!route.isDeployed && (
          <p className="text-[0.8125rem] text-warn">
            This stage was not deployed for these buckets: nothing can be copied on it.
          </p>
        )}
      </div>
      <Badge tone={enabled ? "done" : "warn"}>{enabled ? "On" : "Off"}</Badge>
      <ActButton act={{ name: enabled ? "route_off" : "route_on", route }} className="max-sm:min-h-11" />
    </li>
  );
}
