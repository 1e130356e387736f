"use client";

import { Button } from "../design/button.tsx";
import { announce } from "../design/live-region.tsx";

/** Ends the session here and at the coordinator. */
export function SignOutButton() {
  const signOut = async () => {
    const answer = await fetch("/session", { method: "DELETE" }).catch(() => null);
    if (answer?.ok) window.location.assign("/sign-in");
    else announce("You could not be signed out: S3Mirror did not answer. Try again.");
  };
  return (
    <Button look="quiet" onClick={() => void signOut()}>
      Sign out
    </Button>
  );
}
