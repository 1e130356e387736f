/**
 * The ETag that S3 gives an object completed from these parts, unquoted: MD5 of the parts' MD5s, then `-` and their
 * number. Null where a part's ETag is not an MD5. Under KMS or SSE-C ETags may look like MD5s without being any: there
 * the caller must not expect this one (S3 API, "Object": ETag).
 * @param partEtags in part order, quoted or not
 * @param md5 the MD5 of some bytes, 16 bytes
 */
export function expectedMultipartEtag(
  partEtags: readonly string[],
  md5: (bytes: Uint8Array) => Uint8Array,
): string | null {
  if (partEtags.length === 0) return null;
  const digests = new Uint8Array(partEtags.length * 16);
  for (const [index, etag] of partEtags.entries()) {
    const hex = bareEtag(etag);
    if (!/^[0-9a-f]{32}$/i.test(hex)) return null;
    for (let byte = 0; byte < 16; byte++) {
      digests[index * 16 + byte] = Number.parseInt(hex.slice(byte * 2, byte * 2 + 2), 16);
    }
  }
  let hex = "";
  for (const byte of md5(digests)) hex += byte.toString(16).padStart(2, "0");
  return `${hex}-${partEtags.length}`;
}

/** An ETag without the quotes that HTTP puts around it, to compare and to store. */
export function bareEtag(etag: string): string {
  return etag.replace(/^"(.*)"$/, "$1");
}
