import { appendFileSync, closeSync, openSync } from "node:fs";
import { z } from "zod";

/** One thing that a program asked of AWS, in IAM's words. `app` is how it names itself (`AWS_SDK_UA_APP_ID`). */
export const seenActionSchema = z.object({
  app: z.string(),
  action: z.string(),
  resource: z.string(),
  /** Of calls to S3: who asked, a session without its name; and whose bucket it is. */
  principal: z.string().optional(),
  resourceAccount: z.string().optional(),
});
export type SeenAction = z.infer<typeof seenActionSchema>;

export type ActionLog = {
  /** `userAgent` is the request's; who does not name itself in it is not noted. */
  note(userAgent: string | undefined, seen: Omit<SeenAction, "app">): void;
  close(): void;
};

/**
 * Notes what each program asks for, once each and as soon as it is seen: a line of JSON at the end of `path`, which
 * several stand-ins may share and which survives them. A stand-in that starts anew begins anew, so lines may repeat.
 */
export function openActionLog(path: string | undefined): ActionLog {
  if (path === undefined) return { note: () => undefined, close: () => undefined };
  const file = openSync(path, "a", 0o600);
  const seenBefore = new Set<string>();
  const apps = new Map<string, string | undefined>();
  const appOf = (userAgent: string): string | undefined => {
    if (!apps.has(userAgent)) {
      if (apps.size > 1_000) apps.clear();
      apps.set(userAgent, /(?:^|\s)app\/(\S+)/.exec(userAgent)?.[1]);
    }
    return apps.get(userAgent);
  };
  return {
    note(userAgent, seen) {
      const app = appOf(userAgent ?? "");
      if (app === undefined) return;
      const name = `${app} ${seen.action} ${seen.resource} ${seen.principal}`;
      if (seenBefore.has(name)) return;
      seenBefore.add(name);
      appendFileSync(file, `${JSON.stringify({ app, ...seen } satisfies SeenAction)}\n`);
    },
    close: () => closeSync(file),
  };
}
