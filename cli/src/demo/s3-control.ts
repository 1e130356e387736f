/** One request as the S3 stand-in remembers it. `n` counts from 1; `status` null: cut off or never answered. */
export type SeenRequest = {
  n: number;
  op: string;
  account: string | null;
  bucket: string | null;
  key: string | null;
  partNumber: number | null;
  status: number | null;
  errorCode: string | null;
};

type Fault = {
  id: string;
  match: { op?: string; bucket?: string; keyPrefix?: string };
  do: { error?: { status: number; code: string }; delayMs?: number };
  probability?: number;
  untilMs?: number;
};

/** The S3 stand-in's own door: trouble to make, and what it was asked. Not part of S3. */
export type S3Control = {
  addFault: (fault: Fault) => Promise<void>;
  /** Speed of one CopyObject or UploadPartCopy; null: as quick as the machine. */
  setCopySpeed: (bytesPerSecond: number | null) => Promise<void>;
  requests: (since?: number) => Promise<SeenRequest[]>;
  /** The number of the last request that arrived. */
  lastRequest: () => Promise<number>;
};

export function s3Control(endpoint: string, signal: AbortSignal): S3Control {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${endpoint}/_local/${path}`, {
      method,
      signal,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`The S3 stand-in refused ${method} ${path}: ${answer.status} ${text}`);
    return text === "" ? null : JSON.parse(text);
  };
  return {
    addFault: async (fault) => {
      await call("POST", "faults", [fault]);
    },
    setCopySpeed: async (bytesPerSecond) => {
      await call("POST", "latency", bytesPerSecond === null ? {} : { copyBytesPerSecond: bytesPerSecond });
    },
    requests: async (since = 0) => {
      const answer = (await call("GET", `requests?since=${since}`)) as { requests: SeenRequest[] };
      return answer.requests;
    },
    lastRequest: async () => {
      const answer = (await call("GET", `requests?since=${Number.MAX_SAFE_INTEGER}`)) as { last: number };
      return answer.last;
    },
  };
}
