import type { Metadata } from "next";
import { ownPath } from "../../src/sign-in/own-path.ts";
import { SignIn } from "../../src/sign-in/sign-in.tsx";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: { searchParams: Promise<{ from?: string | string[] }> }) {
  const { from } = await searchParams;
  return (
    <main id="main" className="mx-auto grid min-h-dvh max-w-md grid-cols-[minmax(0,1fr)] content-center px-4 py-12">
      <SignIn from={ownPath(from)} />
    </main>
  );
}
