import { run } from "../run.ts";

/** Runs a command line in this process against an API. */
export async function runCommand(
  url: string,
  argv: string[],
  apiKey = "s3m_test_key",
  signal = new AbortController().signal,
  input = "",
) {
  let stdout = "";
  let stderr = "";
  const code = await run(
    {
      environment: { S3MIRROR_API_URL: url, S3MIRROR_API_KEY: apiKey },
      signal,
      print: (text) => {
        stdout += text;
      },
      tell: (text) => {
        stderr += text;
      },
      readInput: async () => Buffer.from(input),
      isTerminal: false,
      inColour: false,
    },
    argv,
  );
  return { code, stdout, stderr };
}
