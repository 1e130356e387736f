import type { components } from "./schema.ts";

type Schemas = components["schemas"];

export type Transfer = Schemas["Transfer"];
export type Cause = Schemas["Cause"];
export type Sample = Schemas["Sample"];
export type Summary = Schemas["Summary"];
export type FileRow = Schemas["File"];
export type FileDetails = Schemas["FileDetails"];
export type TransferEvent = Schemas["TransferEvent"];
export type SpeedPoint = Schemas["ThroughputPoint"];
export type Route = Schemas["Route"];
export type InFlight = Schemas["InFlight"];
export type Redriven = { redriven: number; stillFailing: number; pending: number };
export type NewTransfer = Schemas["NewTransfer"];
export type Vendor = Schemas["Vendor"];
export type AlertRecipient = Schemas["AlertRecipient"];
