import { gzipSync } from "node:zlib";

const blockBytes = 2_000_000;
const readLength = 150;
type Gzip = ReturnType<typeof gzipSync>;

const blocks: Gzip[] = [];
const blockCount = 8;

/**
 * A real FASTQ.gz, the same for the same name and size: gzip members one after the other (RFC 1952, section 2.2), as
 * sequencers' tools write them. The first member is the file's own; the rest come from a few blocks compressed once, so
 * that hundreds of megabytes take about a second.
 */
export function makeFastqGz(name: string, sizeBytes: number): Buffer {
  const seed = hash(name);
  const members = [gzipSync(fastq(seed, name, 40_000), { level: 1 })];
  let length = members[0]?.length ?? 0;
  for (let at = seed; length < sizeBytes; at += 1) {
    const member = block(at % blockCount);
    members.push(member);
    length += member.length;
  }
  return Buffer.concat(members);
}

function block(number: number): Gzip {
  const made = blocks[number] ?? gzipSync(fastq(number + 1, "A00123:7:HXXXXDSX2", blockBytes), { level: 1 });
  blocks[number] = made;
  return made;
}

/** Reads of 150 bases with four levels of quality, as NovaSeq bins them. */
function fastq(seed: number, name: string, sizeBytes: number): string {
  const random = randomOf(seed);
  const reads: string[] = [];
  const letters = new Uint8Array(readLength);
  for (let bytes = 0, read = 1; bytes < sizeBytes; read += 1) {
    const bases = draw(letters, "ACGT", random);
    const qualities = draw(letters, "FFF:", random);
    const text = `@${name}:${read}\n${bases}\n+\n${qualities}\n`;
    reads.push(text);
    bytes += text.length;
  }
  return reads.join("");
}

function draw(into: Uint8Array, alphabet: string, random: () => number): string {
  for (let at = 0; at < into.length; at += 15) {
    let bits = random();
    for (let k = at; k < at + 15; k += 1) {
      into[k] = alphabet.charCodeAt(bits & 3);
      bits >>>= 2;
    }
  }
  return Buffer.from(into).toString("latin1");
}

/** xorshift32: quick, and the same on every machine. */
function randomOf(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  };
}

function hash(text: string): number {
  let value = 2_166_136_261;
  for (const character of Buffer.from(text)) value = Math.imul(value ^ character, 16_777_619) >>> 0;
  return value;
}
