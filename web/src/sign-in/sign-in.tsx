"use client";

import { useEffect, useRef, useState } from "react";
import { ApiFailure, tellFailure, unwrap } from "../api/api-failure.ts";
import { Button } from "../design/button.tsx";
import { CodeBlock } from "../design/code-block.tsx";
import { rememberAskedFor, takeAskedFor } from "./asked-for.ts";

type Step =
  | { type: "looking" }
  | { type: "asking" }
  | { type: "no_link" }
  | { type: "refused"; why: string; again: (() => void) | null };

/**
 * Spends the one-time link that stands behind the # of the address. The link leaves the address at once: it must not
 * stay in the browser's history, and what is behind a # never reaches a server's log.
 */
export function SignIn({ from }: { from: string }) {
  const [step, setStep] = useState<Step>({ type: "looking" });
  const begun = useRef(false);

  async function spend(link: string): Promise<void> {
    setStep({ type: "asking" });
    try {
      const response = await fetch("/session", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ link }),
      });
      const body: unknown = await response.json();
      unwrap(response.ok ? { data: body, response } : { error: body, response });
      window.location.replace(takeAskedFor());
    } catch (error) {
      setStep({ type: "refused", ...tellRefusal(error, () => void spend(link)) });
    }
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: each link is spent once, when it comes into the address.
  useEffect(() => {
    const take = () => {
      const link = window.location.hash.slice(1);
      window.history.replaceState(null, "", window.location.pathname + window.location.search);
      if (link !== "") void spend(link);
      else if (!begun.current) setStep({ type: "no_link" });
      begun.current = true;
    };
    rememberAskedFor(from);
    take();
    // A link that is pasted into the address over this very page changes only what stands behind the #.
    window.addEventListener("hashchange", take);
    return () => window.removeEventListener("hashchange", take);
  }, []);

  return (
    <div className="rounded-xl border border-line bg-surface px-6 py-7" aria-live="polite">
      {step.type === "refused" ? (
        <>
          <h1 className="text-lg font-semibold">You could not be signed in</h1>
          <p className="mt-2 text-ink-soft">{step.why}</p>
          {step.again !== null && (
            <p className="mt-5">
              <Button look="primary" onClick={step.again}>
                Try the link once more
              </Button>
            </p>
          )}
          <HowToGetOne />
        </>
      ) : step.type === "no_link" ? (
        <>
          <h1 className="text-lg font-semibold">Sign in to S3Mirror</h1>
          <p className="mt-2 text-ink-soft">You sign in by a link that is made for you and works once.</p>
          <HowToGetOne />
        </>
      ) : (
        <>
          <h1 className="text-lg font-semibold">Signing you in</h1>
          <p className="mt-2 text-ink-soft">One moment.</p>
        </>
      )}
    </div>
  );
}

/** Why not. Where the link itself is refused, asking again is no help, and the way to another one stands below. */
function tellRefusal(error: unknown, again: () => void): { why: string; again: (() => void) | null } {
  const isLinkRefused = error instanceof ApiFailure && error.status === 422;
  return isLinkRefused ? { why: error.problem.detail, again: null } : { why: tellFailure(error), again };
}

function HowToGetOne() {
  return (
    <div className="mt-6 border-t border-line pt-5 text-ink-soft">
      <h2 className="font-medium text-ink">How to get a link</h2>
      <p className="mt-1.5">Ask an administrator of S3Mirror. On a terminal with an administrator’s key they run</p>
      <CodeBlock label="Command">npx s3mirror admin link --email you@example.com</CodeBlock>
    </div>
  );
}
