/**
 * What a vendor sees of an answer: its own part of it. Names and free texts of our people, what S3 told us word for word,
 * and what somebody else has to do about our own side are left out; what the vendor's own people and keys did stays.
 * Applied to every answer to a vendor's caller (`api.ts`), so that no route can forget it.
 */
export function vendorsView(value: unknown, own: ReadonlySet<string>): unknown {
  return view(value, own, false);
}

/** @param isInOurs it stands in what somebody of ours did: then its reasons are theirs, however deep they lie */
function view(value: unknown, own: ReadonlySet<string>, isInOurs: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => view(item, own, isInOurs));
  if (value === null || typeof value !== "object") return value;
  const seen: Record<string, unknown> = {};
  const isOurs = isInOurs || namesOurs(value, own);
  const waitsForOthers = "actionBy" in value && typeof value.actionBy === "string" && !itself.has(value.actionBy);
  for (const [name, inner] of Object.entries(value)) {
    if (hidden.has(name)) seen[name] = null;
    else if (left.has(name)) continue;
    else if (people.has(name)) seen[name] = isName(inner, own) ? inner : standIn(name, inner);
    else if (isOurs && texts.has(name)) seen[name] = null;
    else if (waitsForOthers && name in others) {
      if (others[name] !== undefined) seen[name] = others[name];
    } else if (name === "destination") seen[name] = withoutAccount(view(inner, own, isOurs));
    else seen[name] = view(inner, own, isOurs);
  }
  return seen;
}

/** Fields that hold whoever did something. */
const people = new Set(["createdBy", "who", "by", "withdrawnBy", "pausedBy"]);
/** Fields that hold why, in the words of whoever did it. */
const texts = new Set(["reason", "pausedReason"]);
/** What S3 said to us, sessions and requests included; who last changed a route, and why; whom it meets. */
const hidden = new Set(["technical", "lastChange", "requestId"]);
/** The ids of others' transfers, in the events of replaced files. */
const left = new Set(["byTransfer", "ofTransfer"]);
/** What stands in place of what others must do on our side; undefined: it is left out. */
const others: Record<string, string | null | undefined> = {
  title: "The company has to act",
  message: "Something on the company's side hinders these files.",
  remedy: "Nothing is to be done by you; the company sees it, too.",
  policyStatement: undefined,
  mailText: undefined,
  mailTo: null,
};
/** Who acts where a vendor may read what: itself, and nobody at all. */
const itself = new Set(["vendor", "nobody"]);
/** Words of our own that stand where a name may stand. */
const words = new Set(["user", "breaker", "route_disabled", "fleet"]);

function isName(value: unknown, own: ReadonlySet<string>): boolean {
  return typeof value !== "string" || words.has(value) || own.has(value);
}

/** Where a vendor's data goes is told, and not in whose account of AWS that is. */
function withoutAccount(place: unknown): unknown {
  return place !== null && typeof place === "object" && "accountId" in place ? { ...place, accountId: null } : place;
}

/** A transfer always has somebody who created it. */
function standIn(name: string, value: unknown): string | null {
  return name === "createdBy" && typeof value === "string" ? "the company" : null;
}

/** Whether somebody who is not of the vendor stands in this object: then its reason is theirs. */
function namesOurs(value: object, own: ReadonlySet<string>): boolean {
  return Object.entries(value).some(([name, inner]) => people.has(name) && !isName(inner, own));
}
