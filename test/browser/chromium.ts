import { execFile } from "node:child_process";
import { access, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A browser's program and the variables it needs beside its own folders. */
export type Chromium = { executablePath: string; env: Record<string, string> };

const installed = {
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ],
  linux: ["/usr/bin/google-chrome", "/usr/bin/chromium", "/usr/bin/chromium-browser"],
  win32: ["C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe"],
};

/**
 * A real Chromium: on linux-x64 the one that npm brought, unpacked once into `folder`; elsewhere an installed one, or the
 * one that S3MIRROR_CHROME names. @throws Error saying how to get one.
 */
export async function findChromium(folder: string): Promise<Chromium> {
  const named = process.env.S3MIRROR_CHROME;
  if (named !== undefined) return { executablePath: named, env: {} };
  if (process.platform === "linux" && process.arch === "x64") return await unpackedChromium(folder);
  for (const executablePath of installed[process.platform as keyof typeof installed] ?? []) {
    if (await exists(executablePath)) return { executablePath, env: {} };
  }
  throw new Error(
    "The browser tests need a Chrome on this machine: install Google Chrome or Chromium, or name its program in S3MIRROR_CHROME.",
  );
}

async function unpackedChromium(folder: string): Promise<Chromium> {
  const home = join(folder, "chromium");
  if (!(await exists(home))) await unpackAlone(folder, home);
  const executablePath = join(home, "chromium");
  const env: Record<string, string> = { FONTCONFIG_PATH: home };
  // Its libraries for a system without libnss3; where the system has them they would only be older.
  const canStart = await run(executablePath, ["--version"], { env }).then(
    () => true,
    () => false,
  );
  if (!canStart) env.LD_LIBRARY_PATH = join(home, "al2023", "lib");
  return { executablePath, env };
}

/**
 * Whoever makes the lock's folder unpacks; the others wait until the finished folder stands there.
 * @throws the system's error where nothing can be made in `folder`
 */
async function unpackAlone(folder: string, home: string): Promise<void> {
  const lock = `${home}.lock`;
  const isFirst = await mkdir(lock).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
      return false;
    },
  );
  if (isFirst) {
    try {
      return await unpack(home);
    } catch (error) {
      await rm(lock, { recursive: true });
      throw error;
    }
  }
  while (!(await exists(home))) {
    if (!(await exists(lock))) return await unpackAlone(folder, home);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const fontsConfiguration = (home: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${join(home, "fonts")}</dir><cachedir>${join(home, "fonts-cache")}</cachedir></fontconfig>
`;

/** The package unpacks to the temporary directory of its process, and its libraries only if it believes to be a Lambda. */
async function unpack(home: string): Promise<void> {
  const unfinished = `${home}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  const script = 'const { default: chromium } = await import("@sparticuz/chromium"); await chromium.executablePath();';
  await run(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: fileURLToPath(new URL(".", import.meta.url)),
    env: { TMPDIR: unfinished, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs20.x" },
  });
  await writeFile(join(unfinished, "fonts.conf"), fontsConfiguration(home));
  await rename(unfinished, home);
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
