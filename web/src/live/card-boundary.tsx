"use client";

import { catchError, type ErrorInfo } from "next/error";
import { useEffect, useState } from "react";
import { CardTrouble } from "./card-trouble.tsx";
import { isLostChunk, reloadOnce } from "./lost-chunk.ts";

/** A fault inside stays inside: it is told in the card's place, and the other cards live on. `name` is the card's. */
export const CardBoundary = catchError(({ name }: { name: string }, info: ErrorInfo) => (
  <BrokenCard name={name} {...info} />
));

function BrokenCard({ name, error, retry }: { name: string } & ErrorInfo) {
  const isLost = isLostChunk(error);
  const [isReloading, setIsReloading] = useState(isLost);
  useEffect(() => {
    if (isLost) setIsReloading(reloadOnce());
  }, [isLost]);
  if (isReloading) return null;
  return isLost ? (
    <CardTrouble name={name} button="Reload" onPress={() => window.location.reload()}>
      This part of the page is not there: S3Mirror may just be changed for a newer version. The rest goes on.
    </CardTrouble>
  ) : (
    <CardTrouble name={name} button="Try again" onPress={retry}>
      A fault of the page’s own: this part of it could not be drawn. The rest goes on, and so do transfers.
    </CardTrouble>
  );
}
