import { didNotHold, held, type Probe } from "../probe.ts";

export const wayIn: Probe = {
  name: "way-in",
  claim:
    "The load balancer leads programs (a bearer key) to the API, which answers in JSON and refuses a wrong key with 401, and people to the page",
  uses: () => ({ ledgerCalls: 3 }),
  async run({ deployed, fetch, signal }) {
    const health = await fetch(new URL("/healthz", deployed.url), { signal });
    const headers = { authorization: "Bearer s3m_of_nobody" };
    const program = await fetch(new URL("/v1/transfers", deployed.url), { headers, signal });
    const page = await fetch(new URL("/", deployed.url), { headers: { accept: "text/html" }, signal });
    const type = (answer: Response) => `${answer.status} ${answer.headers.get("content-type")}`;
    const seen = `healthz ${health.status}; wrong key ${type(program)}; page ${type(page)}; ${new URL(deployed.url).protocol}`;
    const isSeparated = program.status === 401 && /json/.test(type(program)) && /html/.test(type(page));
    return health.ok && isSeparated && page.ok ? held(seen) : didNotHold(seen);
  },
};
