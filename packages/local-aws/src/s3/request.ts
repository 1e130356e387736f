import type { IncomingMessage } from "node:http";
import { S3Error } from "./s3-error.ts";

/** A request as S3 sees it, path style: nothing is normalised, so `..`, `//` and `+` in keys stay what they are. */
export type S3Request = {
  method: string;
  rawPath: string;
  bucket: string | null;
  key: string | null;
  query: ReadonlyMap<string, string>;
  headers: IncomingMessage["headers"];
  /** The whole body of a call to STS; null for S3's, which are read as they come. */
  form: string | null;
  incoming: IncomingMessage;
};

/** @throws InvalidURI where the path is not percent-encoded UTF-8, KeyTooLongError above 1,024 bytes of key. */
export function readRequest(incoming: IncomingMessage): S3Request {
  const url = incoming.url ?? "/";
  const mark = url.indexOf("?");
  const rawPath = mark < 0 ? url : url.slice(0, mark);
  const slash = rawPath.indexOf("/", 1);
  const bucket = slash < 0 ? rawPath.slice(1) : rawPath.slice(1, slash);
  const key = slash < 0 ? "" : decode(rawPath.slice(slash + 1));
  if (key.length > 341 && Buffer.byteLength(key) > 1024) {
    throw new S3Error("KeyTooLongError", undefined, { Size: Buffer.byteLength(key), MaxSizeAllowed: 1024 });
  }
  return {
    method: incoming.method ?? "GET",
    rawPath,
    bucket: bucket === "" ? null : decode(bucket),
    key: key === "" ? null : key,
    query: mark < 0 ? noQuery : readQuery(url.slice(mark + 1)),
    headers: incoming.headers,
    form: null,
    incoming,
  };
}

const noQuery: ReadonlyMap<string, string> = new Map();

function readQuery(text: string): Map<string, string> {
  const query = new Map<string, string>();
  for (const pair of text.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    query.set(name, equals < 0 ? "" : decode(pair.slice(equals + 1).replaceAll("+", " ")));
  }
  return query;
}

function decode(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error("InvalidURI");
  }
}

/** A header's value, several of one name joined as HTTP says. */
export function header(request: S3Request, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}

/** A whole number in a query parameter or header, within bounds. @throws InvalidArgument */
export function wholeNumber(text: string | undefined, name: string, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new S3Error("InvalidArgument", `${name} must be an integer between ${least} and ${most}`, {
    ArgumentName: name,
    ArgumentValue: text,
  });
}
