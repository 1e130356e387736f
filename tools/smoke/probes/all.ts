import type { Probe } from "../probe.ts";
import { alerts } from "./alerts.ts";
import { asTransferred } from "./as-transferred.ts";
import { byTheRole } from "./by-the-role.ts";
import { copyObject } from "./copy-object.ts";
import { firstFile } from "./first-file.ts";
import { keys } from "./keys.ts";
import { ledger } from "./ledger.ts";
import { lostCopier } from "./lost-copier.ts";
import { multipartCopy } from "./multipart-copy.ts";
import { outside } from "./outside.ts";
import { queues } from "./queues.ts";
import { race } from "./race.ts";
import { redelivery } from "./redelivery.ts";
import { rolePolicy } from "./role-policy.ts";
import { routeFence } from "./route-fence.ts";
import { transferRole } from "./transfer-role.ts";
import { vendorObject } from "./vendor-object.ts";
import { wayIn } from "./way-in.ts";
import { wrongOwner } from "./wrong-owner.ts";

/** In the order in which they are asked: quick ones first, and the first transfer before any other has woken a copier. */
export const probes: readonly Probe[] = [
  wayIn,
  alerts,
  queues,
  ledger,
  transferRole,
  rolePolicy,
  routeFence,
  outside,
  wrongOwner,
  copyObject,
  multipartCopy,
  race,
  redelivery,
  firstFile,
  asTransferred,
  keys,
  vendorObject,
  lostCopier,
  byTheRole,
];
