"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";

/** Shows its children from the moment one comes near their place on: what they need is fetched only then. */
export function WhenSeen({ children }: { children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const [isSeen, setIsSeen] = useState(false);
  useEffect(() => {
    if (place.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        setIsSeen(true);
        observer.disconnect();
      },
      { rootMargin: "300px" },
    );
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={place} className={isSeen ? "empty:hidden" : "min-h-40"}>
      {isSeen && children}
    </div>
  );
}
