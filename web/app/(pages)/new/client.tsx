"use client";

import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { BannerAct } from "../../../src/acts/banner-act.tsx";
import { browserApi } from "../../../src/api/browser-api.ts";
import { HouseBanner } from "../../../src/house/house-banner.tsx";
import { useHouse } from "../../../src/house/use-house.ts";
import { CardBoundary } from "../../../src/live/card-boundary.tsx";
import { openRoutesQuery } from "../../../src/new-transfer/new-queries.ts";
import { NewTransferForm } from "../../../src/new-transfer/new-transfer-form.tsx";
import { transferQuery } from "../../../src/transfer/transfer-queries.ts";

/** A new transfer, in its smallest honest form. */
export function NewTransferPage({ again }: { again: string | null }) {
  const house = useHouse(false);
  const { data: before } = useQuery({ ...transferQuery(browserApi, again ?? ""), enabled: again !== null });
  const { data: routes } = useSuspenseQuery(openRoutesQuery(browserApi));
  return (
    <>
      <HouseBanner house={house} action={(banner) => <BannerAct banner={banner} />} />
      <h1 className="mb-5 text-xl font-semibold">New transfer</h1>
      <div className="max-w-3xl">
        <CardBoundary name="New transfer">
          <NewTransferForm routes={routes} before={before} />
        </CardBoundary>
      </div>
    </>
  );
}
