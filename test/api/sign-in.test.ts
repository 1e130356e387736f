import { anyRow } from "@s3mirror/core/store/rows";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answer, openTestApi, type TestApi } from "./open-test-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

let people = 0;
async function makeLink(role = "operator", email = `person${++people}@example.org`): Promise<string> {
  const made = await api.call("POST", "/v1/sign-in-links", { body: { email, name: "Ann", role } });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body.token;
}

const use = (link: string, call = api.call): Promise<Answer> =>
  call("POST", "/v1/sessions", { key: null, body: { link } });

async function signIn(role = "operator"): Promise<{ token: string; id: string }> {
  const { body } = await use(await makeLink(role));
  return { token: body.token, id: body.user.id };
}

const current = (key: string): Promise<Answer> => api.call("GET", "/v1/sessions/current", { key });
const sessionIdOf = (token: string): string => token.split("_")[1] ?? "";

describe("a one-time link", () => {
  it("is made by an administrator, as a path for the page and as a whole address", async () => {
    const body = { email: "Ann.Other@Example.org", role: "viewer" };
    const made = await api.call("POST", "/v1/sign-in-links", { body });
    expect(made.status).toBe(201);
    expect(made.headers.get("cache-control")).toBe("no-store");
    expect(made.body.path).toBe(`/sign-in#${made.body.token}`);
    expect(made.body.url).toBe(`https://s3mirror.example${made.body.path}`);
    expect(made.body.token).toMatch(/^s3l_[0-9a-f]{20}_[\w-]{43}$/);
    const { body: session } = await use(made.body.token);
    expect(session.user).toMatchObject({
      email: "ann.other@example.org",
      name: "ann.other@example.org",
      role: "viewer",
    });
  });

  it.each([
    [{ email: "nobody", role: "viewer" }, "/email", "name@example.org"],
    [{ email: "a@b", role: "vendor" }, "/role", "viewer, operator, admin"],
    [{ role: "viewer" }, "/email", "Give a string"],
    [{ email: "a@b", role: "viewer", nmae: "A" }, "/nmae", "email, name, role"],
  ])("names what is wrong with %o", async (body, pointer, remedy) => {
    const refused = await api.call("POST", "/v1/sign-in-links", { body });
    expect(refused.status).toBe(422);
    expect(refused.body.errors[0]).toMatchObject({ pointer, remedy: expect.stringContaining(remedy) });
  });

  it("signs in once: of parallel uses at two coordinators exactly one wins, the others are told to ask for a new link", async () => {
    const link = await makeLink();
    const second = await api.second();
    const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => use(link, n % 2 === 0 ? api.call : second)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(422)]);
    for (const { body } of answers.filter(({ status }) => status === 422)) {
      expect(body).toMatchObject({ code: "sign_in_link_used", errors: [{ pointer: "/link" }] });
      expect(body.errors[0].remedy).toContain("s3mirror admin link");
    }
    expect((await use(link)).body.code).toBe("sign_in_link_used");
  });

  it("expires", async () => {
    const link = await makeLink();
    await api.ledger.run(anyRow, "update sign_in_links set expires_at = clock_timestamp() where id = :id", {
      id: sessionIdOf(link),
    });
    expect((await use(link)).body).toMatchObject({ status: 422, code: "sign_in_link_expired" });
  });

  it("is void once its secret was guessed at five times, and a wrong secret is told from no link by nothing", async () => {
    const link = await makeLink();
    const wrong = `${link.slice(0, -4)}aaaa`;
    const none = await use(wrong.replace(sessionIdOf(link), "0123456789abcdef0123"));
    for (let n = 0; n < 5; n += 1) {
      const guessed = await use(wrong);
      expect({ ...guessed.body, instance: "" }).toEqual({ ...none.body, instance: "" });
    }
    expect((await use(link)).body.code).toBe("sign_in_link_invalid");
  });

  it("is no key, and a key is no link", async () => {
    const link = await makeLink();
    const asKey = await api.call("GET", "/v1/transfers", { key: link });
    expect(asKey.body).toMatchObject({ status: 401, code: "api_key_invalid" });
    expect((await use(api.keys.admin)).body.code).toBe("sign_in_link_invalid");
    expect((await use("https://s3mirror.example/")).body.code).toBe("sign_in_link_invalid");
    const inAddress = await api.call("GET", `/v1/transfers?q=${link}`);
    expect(inAddress.body.code).toBe("api_key_in_query");
  });

  it("does not let in who was shut out, and no new link is made for them", async () => {
    const link = await makeLink("viewer", "out@example.org");
    await api.ledger.run(anyRow, "update users set disabled = true where email = 'out@example.org'");
    expect((await use(link)).body.code).toBe("user_disabled");
    const again = await api.call("POST", "/v1/sign-in-links", { body: { email: "out@example.org", role: "admin" } });
    expect(again.body).toMatchObject({ status: 422, code: "user_disabled", errors: [{ pointer: "/email" }] });
    const [row] = await api.ledger.run(anyRow, "select role from users where email = 'out@example.org'");
    expect(row).toEqual({ role: "viewer" });
  });
});

describe("a session", () => {
  it("tells who is signed in, and is a new one at every sign-in, whatever token came along", async () => {
    const { token } = await signIn("operator");
    const told = await current(token);
    expect(told.body).toMatchObject({ user: { name: "Ann", role: "operator" } });
    expect(Object.keys(told.body.user).sort()).toEqual(["email", "id", "name", "role"]);
    const more = await api.call("POST", "/v1/sessions", { key: token, body: { link: await makeLink() } });
    expect(more.status).toBe(201);
    expect(more.body.token).not.toBe(token);
    expect(more.body.token).toMatch(/^s3s_[0-9a-f]{20}_[\w-]{43}$/);
  });

  it("ends with the sign-out, at every coordinator", async () => {
    const { token } = await signIn();
    const other = await signIn();
    const second = await api.second();
    expect((await api.call("DELETE", "/v1/sessions/current", { key: token })).status).toBe(204);
    for (const call of [api.call, second]) {
      const ended = await call("GET", "/v1/sessions/current", { key: token });
      expect(ended.body).toMatchObject({ status: 401, code: "session_ended" });
      expect(ended.headers.get("www-authenticate")).toContain("invalid_token");
    }
    expect((await current(other.token)).status).toBe(200);
  });

  it.each([
    ["was idle for too long", "seen_at = clock_timestamp() - interval '12 hours'", true],
    ["was idle, but not for too long", "seen_at = clock_timestamp() - interval '11 hours 59 minutes'", false],
    ["reached its last moment", "expires_at = clock_timestamp()", true],
  ])("that %s", async (_, change, ends) => {
    const { token } = await signIn();
    await api.ledger.run(anyRow, `update sessions set ${change} where id = :id`, { id: sessionIdOf(token) });
    expect((await current(token)).status).toBe(ends ? 401 : 200);
    expect((await current(token)).status).toBe(ends ? 401 : 200);
  });

  it("of another secret is none, and does not keep the real one alive", async () => {
    const { token } = await signIn();
    const id = sessionIdOf(token);
    await api.ledger.run(anyRow, "update sessions set seen_at = seen_at - interval '1 hour' where id = :id", { id });
    const seenAt = () => api.ledger.run(anyRow, "select iso(seen_at) as seen from sessions where id = :id", { id });
    const before = await seenAt();
    expect((await current(`${token.slice(0, -4)}aaaa`)).status).toBe(401);
    expect(await seenAt()).toEqual(before);
    expect((await current(token)).status).toBe(200);
    expect(await seenAt()).not.toEqual(before);
  });

  it("of somebody who is shut out ends at once; a new role counts from the next request", async () => {
    const { token, id } = await signIn("viewer");
    const pause = () => api.call("POST", "/v1/fleet/pause", { key: token });
    expect((await pause()).body).toMatchObject({ status: 403, code: "role_not_enough" });
    await api.ledger.run(anyRow, "update users set role = 'operator' where id = :id", { id });
    expect((await pause()).body).toMatchObject({ pausedBy: "Ann" });
    await api.call("POST", "/v1/fleet/resume", { key: token });
    await api.ledger.run(anyRow, "update users set disabled = true where id = :id", { id });
    expect((await pause()).body).toMatchObject({ status: 401, code: "session_ended" });
  });

  it("is nothing a key has", async () => {
    for (const method of ["GET", "DELETE"]) {
      const answer = await api.call(method, "/v1/sessions/current");
      expect(answer.body).toMatchObject({ status: 404, code: "session_not_found" });
    }
  });
});

it("no secret stands in the ledger, whoever asked and with whatever Idempotency-Key", async () => {
  const headers = { "idempotency-key": "one" };
  const ask = { body: { email: "once@example.org", role: "admin" }, headers };
  const links = [await api.call("POST", "/v1/sign-in-links", ask), await api.call("POST", "/v1/sign-in-links", ask)];
  expect(links[0]?.body.token).not.toBe(links[1]?.body.token);
  const link = links[0]?.body.token;
  const { body } = await api.call("POST", "/v1/sessions", { key: null, body: { link }, headers });
  await api.call("POST", "/v1/transfers", {
    key: body.token,
    body: { source: { bucket: "lab", prefix: "runs/7/" }, destination: { bucket: "any", prefix: "s/" } },
    headers,
  });
  const tables = await api.ledger.run(
    anyRow,
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  );
  for (const { name } of tables) {
    const [row] = await api.ledger.run(anyRow, `select coalesce(jsonb_agg(t), '[]')::text as all from ${name} t`);
    for (const token of [link, body.token]) {
      expect(String(row?.all), String(name)).not.toContain(token.split("_").slice(2).join("_"));
    }
  }
});
