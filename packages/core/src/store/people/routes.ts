import { z } from "zod";
import { isFolderOrLiteral } from "../../folder-prefix.ts";
import { findMeeting, type Meeting, type PlacedRoute } from "../../places.ts";
import { redeliveries } from "../../redelivery.ts";
import { resendOpenFiles } from "../files/outbox.ts";
import type { Ledger } from "../ledger.ts";
import { anyRow, jsonColumn } from "../rows.ts";
import { nameActor } from "../transfers/transfer-events.ts";

const routeFields = z.object({
  id: z.string(),
  vendorId: z.string().nullable(),
  name: z.string(),
  sourceBucket: z.string(),
  sourcePrefix: z.string(),
  sourceLiteral: z.boolean(),
  sourceOwnerAccountId: z.string().nullable(),
  destinationBucket: z.string(),
  destinationPrefix: z.string(),
  destinationLiteral: z.boolean(),
  destinationOwnerAccountId: z.string().nullable(),
  redelivery: z.enum(redeliveries),
  enabled: z.boolean(),
});
/** What is allowed: a source bucket and prefix of one vendor to a destination. A bucket `*` stands for any. */
export type Route = z.infer<typeof routeFields>;

const routeRow = routeFields.extend({
  number: z.number(),
  vendorName: z.string().nullable(),
  revision: z.number(),
  createdAt: z.string(),
  changedAt: z.string().nullable(),
  changedBy: z.string().nullable(),
  changedReason: z.string().nullable(),
  overlaps: jsonColumn(z.array(z.object({ route: z.string(), reason: z.string(), by: z.string(), at: z.string() }))),
});
/** A route as it stands in the ledger. `revision` is 1 at first and grows with each change. */
export type RouteRecord = z.infer<typeof routeRow>;

const columns = `r.number, r.id, r.vendor_id as "vendorId", (select v.name from vendors v where v.id = r.vendor_id) as "vendorName",
  r.name, r.source_bucket as "sourceBucket", r.source_prefix as "sourcePrefix", r.source_literal as "sourceLiteral",
  r.source_owner_account_id as "sourceOwnerAccountId", r.destination_bucket as "destinationBucket",
  r.destination_prefix as "destinationPrefix", r.destination_literal as "destinationLiteral",
  r.destination_owner_account_id as "destinationOwnerAccountId", r.redelivery, r.enabled,
  r.revision, iso(r.created_at) as "createdAt", iso(r.changed_at) as "changedAt", r.changed_by as "changedBy",
  r.changed_reason as "changedReason", (
    select coalesce(jsonb_agg(jsonb_build_object('route', case o.route_id when r.id then o.other_id else o.route_id end,
      'reason', o.reason, 'by', o.allowed_by, 'at', iso(o.allowed_at)) order by o.allowed_at), '[]')
    from route_overlaps o where r.id in (o.route_id, o.other_id))::text as overlaps`;

/**
 * Whether new transfers may take a route: it is switched on, and its prefixes are folders. One from before that was asked
 * for stays `enabled`, so that what runs on it ends under the rule it began under.
 */
export function takesTransfers(route: Route): boolean {
  return (
    route.enabled &&
    isFolderOrLiteral(route.sourcePrefix, route.sourceLiteral) &&
    isFolderOrLiteral(route.destinationPrefix, route.destinationLiteral)
  );
}

/** Another route that one meets, and how. */
export type Overlap = { other: RouteRecord; meeting: Meeting };

/**
 * Those of `others` that take transfers and that `route` meets though nobody has allowed it. The stage's own route between
 * any buckets, which is nobody's and meets everything, is none of them.
 */
export function findOverlaps(route: Route, others: readonly RouteRecord[]): Overlap[] {
  if (isStagesOwn(route)) return [];
  return others.flatMap((other) => {
    const isAllowed = other.overlaps.some((overlap) => overlap.route === route.id);
    if (other.id === route.id || isAllowed || isStagesOwn(other) || !takesTransfers(other)) return [];
    const meeting = findMeeting(placesOf(route), placesOf(other));
    return meeting === null ? [] : [{ other, meeting }];
  });
}

/** Only a stack on one machine has such a route: nobody's, from any bucket to any. */
function isStagesOwn({ vendorId, sourceBucket, destinationBucket }: Route): boolean {
  return vendorId === null && sourceBucket === "*" && destinationBucket === "*";
}

/** A route as far as its places go. */
export function placesOf(route: Route): PlacedRoute {
  return {
    id: route.id,
    vendorId: route.vendorId,
    source: { bucket: route.sourceBucket, prefix: route.sourcePrefix },
    destination: { bucket: route.destinationBucket, prefix: route.destinationPrefix },
  };
}

/** Every route that a caller may use. `vendorId` limits them to one vendor's; null sees all. */
export async function listRoutes(ledger: Ledger, input: { vendorId: string | null }): Promise<RouteRecord[]> {
  return await ledger.run(
    routeRow,
    `select ${columns} from routes r where :vendor::text is null or r.vendor_id = :vendor::text order by r.number`,
    { vendor: input.vendorId },
  );
}

/** A page of routes in the order they came. */
export async function listRoutesPage(
  ledger: Ledger,
  input: { vendorId: string | null; after: number | null; limit: number },
): Promise<RouteRecord[]> {
  return await ledger.run(
    routeRow,
    `select ${columns} from routes r
     where (:vendor::text is null or r.vendor_id = :vendor::text) and (:after::bigint is null or r.number > :after::bigint)
     order by r.number limit :limit::int`,
    { vendor: input.vendorId, after: input.after, limit: input.limit },
  );
}

/** One route; another vendor's is null. */
export async function readRoute(
  ledger: Ledger,
  input: { id: string; vendorId: string | null },
): Promise<RouteRecord | null> {
  const [row] = await ledger.run(
    routeRow,
    `select ${columns} from routes r where r.id = :id and (:vendor::text is null or r.vendor_id = :vendor::text)`,
    { id: input.id, vendor: input.vendorId },
  );
  return row ?? null;
}

/** Writes a route down. @returns null where a route from this source to this destination exists already */
export async function insertRoute(ledger: Ledger, route: Route): Promise<RouteRecord | null> {
  const [row] = await ledger.run(
    routeRow,
    `with made as (
       insert into routes (id, vendor_id, name, source_bucket, source_prefix, source_owner_account_id, destination_bucket,
         destination_prefix, destination_owner_account_id, source_literal, destination_literal, redelivery, enabled)
       select :id, :vendorId::text, :name, :sourceBucket, :sourcePrefix, :sourceOwnerAccountId::text, :destinationBucket,
         :destinationPrefix, :destinationOwnerAccountId::text, :sourceLiteral::boolean, :destinationLiteral::boolean,
         :redelivery, :enabled::boolean
       where not exists (select 1 from routes where source_bucket = :sourceBucket and source_prefix = :sourcePrefix
         and destination_bucket = :destinationBucket and destination_prefix = :destinationPrefix)
       on conflict (id) do nothing returning *)
     select ${columns} from made r union all select ${columns} from routes r where r.id = :id`,
    route,
  );
  return row ?? null;
}

/** Puts a route into the ledger, or switches the one under this id and renames it. */
export async function putRoute(ledger: Ledger, route: Route): Promise<void> {
  await ledger.run(
    anyRow,
    `insert into routes (id, vendor_id, name, source_bucket, source_prefix, source_owner_account_id, destination_bucket,
       destination_prefix, destination_owner_account_id, source_literal, destination_literal, redelivery, enabled)
     values (:id, :vendorId::text, :name, :sourceBucket, :sourcePrefix, :sourceOwnerAccountId::text, :destinationBucket,
       :destinationPrefix, :destinationOwnerAccountId::text, :sourceLiteral::boolean, :destinationLiteral::boolean,
       :redelivery, :enabled::boolean)
     on conflict (id) do update set enabled = excluded.enabled, name = excluded.name`,
    route,
  );
}

/**
 * Lets nobody else add a route or switch one until this transaction ends: of two that meet each other, the later one sees
 * the first. To be run before the routes are read.
 */
export async function lockRoutes(ledger: Ledger): Promise<void> {
  await ledger.run(anyRow, "select pg_advisory_xact_lock(hashtext('s3mirror routes'))::text as locked");
}

/** Writes down that a route may meet others, and who said so. What was said of a pair before stands. */
export async function allowOverlaps(
  ledger: Ledger,
  input: { routeId: string; otherIds: string[]; by: string; reason: string },
): Promise<void> {
  await ledger.run(
    anyRow,
    `insert into route_overlaps (route_id, other_id, reason, allowed_by)
     select :route, o.id, :reason, :by from jsonb_array_elements_text(:others::jsonb) as o(id)
     where not exists (select 1 from route_overlaps where route_id = o.id and other_id = :route)
     on conflict do nothing`,
    { route: input.routeId, others: input.otherIds, by: input.by, reason: input.reason },
  );
}

/**
 * Says what a vendor may replace on a route, provided that its revision is still the one the caller saw.
 * @returns whether it was changed; false where somebody changed it meanwhile
 */
export async function setRedelivery(
  ledger: Ledger,
  input: { id: string; revision: number; redelivery: Route["redelivery"]; by: string; reason: string },
): Promise<boolean> {
  const rows = await ledger.run(
    anyRow,
    `update routes set redelivery = :redelivery, revision = revision + 1, changed_at = clock_timestamp(), changed_by = :by,
       changed_reason = :reason
     where id = :id and revision = :revision::int returning id`,
    input,
  );
  return rows.length > 0;
}

/**
 * Switches a route on or off, provided that its revision is still the one the caller saw, and lets its transfers follow:
 * their events name who did it. To be run in a transaction.
 * @returns whether it was switched; false where somebody changed it meanwhile
 */
export async function switchRoute(
  ledger: Ledger,
  input: { id: string; revision: number; enabled: boolean; by: string; reason: string },
): Promise<boolean> {
  const rows = await ledger.run(
    anyRow,
    `update routes set enabled = :enabled::boolean, revision = revision + 1, changed_at = clock_timestamp(), changed_by = :by,
       changed_reason = :reason
     where id = :id and revision = :revision::int returning id`,
    input,
  );
  if (rows.length === 0) return false;
  await nameActor(ledger.run, { by: input.by, reason: input.reason });
  await followRoutes(ledger, { routeId: input.id });
  return true;
}

/**
 * Transfers follow their route: a running one whose route is switched off is paused (by `route_disabled`), one paused so
 * goes on once its route is on again. Claims and relay refuse a disabled route by themselves; this says so, and catches
 * what was resumed, redriven or planned meanwhile. Safe to repeat. `routeId` null: of all routes.
 * @returns how many transfers followed
 */
export async function followRoutes(ledger: Ledger, input: { routeId: string | null }): Promise<number> {
  const rows = await ledger.run(
    anyRow,
    `with paused as (
       update transfers t set state = 'paused', paused_by = 'route_disabled' from routes r
       where r.id = t.route_id and (:route::text is null or r.id = :route::text) and not r.enabled and t.state = 'running'
         and t.finished_at is null returning t.number),
     resumed as (
       update transfers t set state = 'running', paused_by = null, epoch = t.epoch + 1 from routes r
       where r.id = t.route_id and (:route::text is null or r.id = :route::text) and r.enabled and t.state = 'paused'
         and t.paused_by = 'route_disabled' and t.finished_at is null returning t.number), ${resendOpenFiles}
     select number from paused union all select number from resumed`,
    { route: input.routeId },
  );
  return rows.length;
}
