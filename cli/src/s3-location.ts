import { InvalidArgumentError } from "commander";

/** s3://bucket/folder/ as bucket and prefix; the prefix may be empty and is taken as it is, `+` and `%` included. */
export function parseS3Location(text: string): { bucket: string; prefix: string } {
  const match = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(text);
  if (!match?.[1]) throw new InvalidArgumentError(`"${text}" is not of the form s3://bucket/folder/.`);
  return { bucket: match[1], prefix: match[2] ?? "" };
}
