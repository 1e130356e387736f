/** What an Illumina FASTQ file name says. `lane` is null where lanes were merged; `I1`/`I2` are index reads. */
export type SampleName = {
  sampleId: string;
  sampleNumber: number;
  lane: number | null;
  read: "R1" | "R2" | "I1" | "I2";
};

// <sample>_S<number>[_L<lane>]_<read>_001.fastq.gz: Illumina's "FASTQ file naming convention".
const illuminaName =
  /^(?<sampleId>.+)_S(?<number>\d+)(?:_L(?<lane>\d{3}))?_(?<read>[RI][12])_\d{3}\.(?:fastq|fq)(?:\.(?:gz|ora))?$/;

/** Reads the last segment of a key by Illumina's naming convention; null where it does not follow it. */
export function parseSampleName(key: string): SampleName | null {
  const groups = illuminaName.exec(key.slice(key.lastIndexOf("/") + 1))?.groups;
  if (!groups) return null;
  return {
    sampleId: groups.sampleId ?? "",
    sampleNumber: Number(groups.number),
    lane: groups.lane === undefined ? null : Number(groups.lane),
    read: groups.read as SampleName["read"],
  };
}

/** The sample that a file name speaks of ("guessed from names"), or null; reads of no sample (`Undetermined_S0`) have none. */
export function guessSampleId(key: string): string | null {
  const name = parseSampleName(key);
  return name === null || name.sampleId === "Undetermined" ? null : name.sampleId;
}
