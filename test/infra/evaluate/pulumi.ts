/** The parts of `@pulumi/pulumi` that an evaluation uses. It is loaded from the prepared platform, not from our lock. */
export type Pulumi = {
  runtime: {
    setMocks(mocks: Mocks, project: string, stack: string, preview: boolean): Promise<void>;
    getMonitor(): Monitor;
    runInPulumiStack(program: () => unknown): Promise<unknown>;
    waitForRPCs(): Promise<void>;
  };
  output(value: unknown): { apply(receive: (value: unknown) => void): void };
};

export type Inputs = Record<string, unknown>;

export type Mocks = {
  newResource(args: { type: string; name: string; id?: string; inputs: Inputs }): { id: string; state: Inputs };
  call(args: { token: string; inputs: Inputs }): Inputs;
};

type Struct = { toJavaScript(): Inputs } | undefined;
type Callback = (error: Error | null, response?: { getId(): string; getObject(): Struct }) => void;

export type Monitor = {
  newUrn(parent: string, type: string, name: string): string;
  registerResource(request: RegisterRequest, callback: Callback): void;
  registerResourceOutputs(request: { getUrn(): string; getOutputs(): Struct }, callback: Callback): void;
};

export type RegisterRequest = {
  getParent(): string;
  getType(): string;
  getName(): string;
  getCustom(): boolean;
  getProtect(): boolean | undefined;
  getRetainondelete(): boolean | undefined;
  getIgnorechangesList(): string[];
  getDependenciesList(): string[];
  getImportid(): string;
};

const secretMark = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** Plain JSON of what Pulumi keeps: secrets unwrapped, files and archives replaced by the word `asset`. */
export function plain<T>(value: T): T {
  if (value === undefined) return value;
  return JSON.parse(
    JSON.stringify(value, (_key, found) => {
      if (found === null || typeof found !== "object") return found;
      if ("__pulumiAsset" in found) return "asset";
      return found[secretMark] === secretSignature ? found.value : found;
    }),
  );
}
