"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import { tellFailure } from "../api/api-failure.ts";
import { classNames } from "../design/class-names.ts";
import { tellClock } from "../words/tell-time.ts";
import { type Age, ageOf, isOld } from "./age.ts";
import { tellAge } from "./ages-in-sight.ts";
import { CardBoundary } from "./card-boundary.tsx";
import { CardTrouble } from "./card-trouble.tsx";
import { useWords, useZone } from "./clock.tsx";
import { watchSight } from "./sight.ts";

/** What a card shows: how old it is, or why it is not there. */
export type CardSource = { age: Age; error: Error | null; isMissing: boolean; askAgain: () => void };

/** What of a query a card needs. */
type Asked = {
  data: unknown;
  error: Error | null;
  dataUpdatedAt: number;
  isError: boolean;
  failureCount: number;
  refetch: () => unknown;
};

/** A query as a card's source. `beatMs`: how often it is asked. */
export function sourceOf(query: Asked, beatMs: number): CardSource {
  const { data, error, dataUpdatedAt, isError, failureCount, refetch } = query;
  return {
    age: ageOf({ dataUpdatedAt, isError, failureCount }, beatMs),
    error,
    isMissing: data === undefined,
    askAgain: () => void refetch(),
  };
}

/**
 * A card that knows its age: what is three beats old, or is asked for in vain, loses its colour and says from when it is.
 * What could not be fetched or drawn at all is told in the card's place, while the other cards live on.
 */
export function LiveCard({ name, source, children }: { name: string; source: CardSource; children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const zone = useZone();
  const { age, error, isMissing, askAgain } = source;
  useAgeInSight(place, age);
  const since = useWords(place, (now) => (isOld(age, now) ? tellClock(age.updatedAt, zone, now) : ""));
  if (isMissing && error !== null) {
    return (
      <CardTrouble name={name} button="Ask again" onPress={askAgain}>
        {tellFailure(error)}
      </CardTrouble>
    );
  }
  return (
    <div ref={place} className={classNames("relative empty:hidden", since !== "" && "grayscale")}>
      {since !== "" && (
        <p className="absolute -top-2.5 right-4 z-10 rounded-full border border-line-strong bg-warn-soft px-2 text-xs leading-5 text-warn">
          As of {since}
        </p>
      )}
      <CardBoundary name={name}>{children}</CardBoundary>
    </div>
  );
}

/** Tells the page how old a card is while it is in sight. */
function useAgeInSight(place: { current: Element | null }, age: Age): void {
  const [card] = useState(() => Symbol("card"));
  const latest = useRef(age);
  const isInSight = useRef(false);
  useEffect(() => {
    latest.current = age;
    if (isInSight.current) tellAge(card, age);
  });
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const stop = watchSight(element, (isNow) => {
      isInSight.current = isNow;
      tellAge(card, isNow ? latest.current : null);
    });
    return () => {
      stop();
      tellAge(card, null);
    };
  }, [place, card]);
}
