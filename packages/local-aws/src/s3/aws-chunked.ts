import { S3Error } from "./s3-error.ts";

const mostLineBytes = 8_192;

/**
 * Takes the framing off an `aws-chunked` body without chunk signatures (AWS, "Signature calculations: trailing
 * headers"): `<hex size>[;extension]\r\n<bytes>\r\n … 0\r\n<trailers>\r\n`. Trailers are put into `trailers` by the
 * time the last bytes have been read.
 * @throws IncompleteBody where the framing is broken or ends early
 */
export async function* decodeAwsChunked(
  body: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  let left = 0;
  let state: "size" | "data" | "data-end" | "trailer" = "size";
  let line = "";
  let ended = false;
  for await (const chunk of body) {
    let at = 0;
    while (at < chunk.length) {
      if (state === "data") {
        const bytes = chunk.subarray(at, at + left);
        at += bytes.length;
        left -= bytes.length;
        if (left === 0) state = "data-end";
        yield bytes;
        continue;
      }
      const newline = chunk.indexOf(10, at);
      line += chunk.toString("latin1", at, newline < 0 ? chunk.length : newline);
      at = newline < 0 ? chunk.length : newline + 1;
      if (line.length > mostLineBytes) throw new S3Error("IncompleteBody");
      if (newline < 0) break;
      const text = line.replace(/\r$/, "");
      line = "";
      if (state === "data-end") {
        if (text !== "") throw new S3Error("IncompleteBody");
        state = "size";
      } else if (state === "size") {
        const size = /^([0-9a-fA-F]{1,12})(?:;.*)?$/.exec(text)?.[1];
        if (size === undefined) throw new S3Error("IncompleteBody");
        left = Number.parseInt(size, 16);
        state = left === 0 ? "trailer" : "data";
      } else if (text === "") ended = true;
      else {
        const colon = text.indexOf(":");
        trailers.set(text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1).trim());
      }
    }
  }
  if (!ended) throw new S3Error("IncompleteBody");
}
