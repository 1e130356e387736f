import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { MAX_INLINE_KEYS } from "../transfers/new-transfer.ts";
import { type GuideCall, guideCalls, mistakeAnswer, toCurl } from "./guide-calls.ts";
import { pythonClient, shellClient } from "./guide-clients.ts";

export type GuideSettings = {
  /** Where the API is reached. */
  publicUrl: string;
  rateLimit: { perSecond: number; burst: number };
};

type Html = HtmlEscapedString | Promise<HtmlEscapedString>;
type Section = { id: string; title: string; text: Html };

const show = (call: GuideCall) => html`<pre>${toCurl(call)}</pre>`;

/** What somebody must know who writes a client: from the key to the last event, each step with a call to copy. */
export function guideSections({ publicUrl, rateLimit }: GuideSettings): Section[] {
  return [
    {
      id: "key",
      title: "Your key",
      text: html`<p>The people who run this S3Mirror give you its address and a key that begins with <code>s3m_</code>. The
key says who you are: a vendor's key sees and moves what is that vendor's, and nothing else; other vendors' things are
answered with 404. Keep it as you keep a password. It travels in the header <code>Authorization</code>; in an address it is
refused, because addresses stay in logs.</p>
<pre>export S3MIRROR_API_URL=${publicUrl}
export S3MIRROR_API_KEY=s3m_…</pre>
<p>What a role may do: a <b>viewer</b> reads, and a <b>vendor_viewer</b> what is its vendor's; a <b>vendor_admin</b> also
starts its vendor's transfers and tries files again; an <b>operator</b> does that for everybody, and pauses, resumes, cancels
and waives; an <b>admin</b> also manages vendors, routes, keys and people. A key has scopes besides: one without
<code>transfers:write</code> changes nothing, whatever its role. The document says of every call which roles and scope it takes
(<code>x-roles</code>, <code>x-scope</code>).</p>`,
    },
    {
      id: "first-request",
      title: "First request",
      text: html`${show(guideCalls.routes)}
<p>lists your <i>routes</i>: the buckets and folders from which you may have files moved, and where they go. 401 means that
the key did not arrive or is not known. No route, or the wrong one? Ask the people who run this S3Mirror.</p>
<p>So that it can read your bucket, <a href="#get-/v1/vendors/{id}/policy">GET /v1/vendors/{id}/policy</a> gives the bucket
policy to set, ready to paste. Your vendor's id stands in your routes.</p>`,
    },
    {
      id: "start",
      title: "Start a transfer",
      text: html`${show(guideCalls.create)}
<p>202 and the header <code>Location</code>: it is written down and begins within seconds. A prefix is a folder and ends in
<code>/</code>: everything in it is moved. Name single files, by whole keys, with <code>source.keys</code> instead (up to
${MAX_INLINE_KEYS.toLocaleString("en")}). What is seldom meant (a leading <code>/</code>, a blank at an end, <code>s3://</code>, a line of
<code>md5sum</code>) is asked about: <code>literal: true</code> beside it takes prefix and keys as they stand. A vendor
leaves <code>destination</code> out: the route says it, and its <code>redelivery</code> says whether a new delivery replaces
what differs; <code>options.overwrite</code> is not a vendor's (403). Put in your own bucket and prefix. The same call again gives the same answer, as <a href="#repeating">its
Idempotency-Key</a> says; so this keeps the id:</p>
<pre>TRANSFER=$(${toCurl(guideCalls.create)} | grep -o 'tr_[0-9a-z]*' | head -n 1)
echo "$TRANSFER"</pre>`,
    },
    {
      id: "follow",
      title: "Follow it",
      text: html`${show(guideCalls.look)}
<p><code>state</code> goes from <code>planning</code> (the source is listed) to <code>running</code> and ends as
<code>completed</code>, <code>completed_with_failures</code>, <code>cancelled</code> or <code>failed</code> (it could not
start; <code>failure</code> says why). <code>counts</code> and <code>bytes</code> say how far it is. Ask every 2 seconds or
less often, with the <code>ETag</code> of the last answer as <code>If-None-Match</code>: 304 says that nothing changed.</p>`,
    },
    {
      id: "failures",
      title: "When files fail",
      text: html`<p>Where <code>needsAttention.files</code> is not 0, ask for the causes: each says what happened, who must
act (<code>actionBy</code>), the remedy, and the policy statement to paste where one helps.</p>
${show(guideCalls.causes)}
<p>and for the files:</p>
${show(guideCalls.failedFiles)}
<p>After the remedy, try again. Files are probed first, so only those move that now can; without this call it is tried by
itself after 5, 15 and 30 minutes, then every hour for 14 days.</p>
${show(guideCalls.tryAgain)}`,
    },
    {
      id: "events",
      title: "Stay informed",
      text: html`<p>There are no webhooks in this release. Ask for the events instead: keep the <code>id</code> of the last
one you read, and go on from it. Nothing is ever put in before an event that was given, so none is missed.</p>
${show(guideCalls.catchUp)}
<p>The first time <code>after</code> is empty or left out. While <code>nextAfter</code> is not null more events wait; else ask again
later with the last <code>id</code> you know.</p>`,
    },
    {
      id: "errors",
      title: "Errors",
      text: html`<p>Every error is a problem (RFC 9457, <code>application/problem+json</code>). Judge by <code>code</code>, which
never changes; <code>errors</code> lists each thing that is wrong: where it stands (<code>pointer</code> into the body, or
<code>/query/…</code>, <code>/header/…</code>, <code>/param/…</code>) and what to do. This, for example,</p>
${show(guideCalls.mistake)}
<p>is answered with 422, and nothing was done:</p>
<pre>${JSON.stringify(mistakeAnswer, null, 2)}</pre>
<dl>
<dt>400, 413, 415, 422, 431</dt><dd>The request is not right. Change what <code>errors</code> says; the same request fails again.</dd>
<dt>401, 403, 404</dt><dd>The key is not known, may not do this, or may not see it.</dd>
<dt>409, 412, 428</dt><dd>It is not in the state you thought: read it again, then decide.</dd>
<dt>429, 503</dt><dd>Send the same request again after <code>Retry-After</code> seconds.</dd>
<dt>408, 500, or no answer</dt><dd>Send the same request again, waiting longer each time. If it stays so, tell us
<code>instance</code>: our logs know the request by it.</dd>
</dl>
<p><a href="#problems">All codes</a>.</p>`,
    },
    {
      id: "repeating",
      title: "Repeating safely",
      text: html`<p>Send an <code>Idempotency-Key</code> with every POST: 1 to 255 characters that you choose once for each thing
you want done once, an order's number or a UUID. The same key with the same bytes gets the first answer again, for 7
days, with the header <code>Idempotency-Replayed: true</code>; with other bytes it is refused (<code>idempotency_key_reused</code>).
An answer that refused is not kept: correct the cause and use the same key. They belong to the vendor or the person, not to
the API key: one that was rotated knows what the one before asked for. An answer given again names the transfer of before: what was
added to its prefix since is not in it, and needs another Idempotency-Key (the <a href="#clients">clients below</a> do that). No secret is
given again: the answer that made an API key comes back without it, and sign-in keeps no answer.</p>`,
    },
    {
      id: "lists",
      title: "Lists",
      text: html`<p>A list answers <code>{"items": […], "nextCursor": …}</code>. Send <code>nextCursor</code> back as
<code>cursor</code>, with the same filters, until it is null; <code>limit</code> is 100 unless you say otherwise, at most 500. What does not
change while you walk is given once.</p>`,
    },
    {
      id: "limits",
      title: "Limits",
      text: html`<p>A key may ask ${rateLimit.perSecond} times a second in the mean and ${rateLimit.burst} times at once; then it
is 429 with <code>Retry-After</code>. What is dear to answer counts for more (<code>x-cost</code> in the document), such as a search with
<code>q</code>. Keys that are not known are counted by the address that they come from. A body holds at most 5 MB of JSON in UTF-8, not compressed, and only fields that are known here; a name
stands in a query once.</p>`,
    },
    {
      id: "clients",
      title: "Whole clients",
      text: html`<p>For a shell, with <code>curl</code> 7.76 or later and nothing else:</p>
<pre>${shellClient}</pre>
<p>and for Python 3.8 or later, without any package:</p>
<pre>${pythonClient}</pre>`,
    },
    {
      id: "growth",
      title: "What stays",
      text: html`<p>Within <code>/v1</code> fields, values and event types are added, never changed or removed: ignore what you
do not know. Times are RFC 3339 in UTC; sizes are whole bytes and end in <code>Bytes</code>; ids are opaque.</p>`,
    },
  ];
}
