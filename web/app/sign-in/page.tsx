import type { Metadata } from "next";
import { SignIn } from "../../src/sign-in/sign-in.tsx";
import { signInParams } from "./search-params.ts";

export const metadata: Metadata = { title: "Sign in" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function SignInPage({ searchParams }: Props) {
  const { from } = signInParams.read(await searchParams);
  return (
    <main id="main" className="mx-auto grid min-h-dvh max-w-md grid-cols-[minmax(0,1fr)] content-center px-4 py-12">
      <SignIn from={from} />
    </main>
  );
}
