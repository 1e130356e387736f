import type { Evaluation, Resource } from "../evaluation.ts";
import { type Monitor, type Pulumi, plain } from "./pulumi.ts";

/**
 * Writes down every registration with what mocks do not see: its URN, its options, its component's outputs.
 * Two resources of one URN are refused, as the engine would.
 */
export function recordRegistrations(monitor: Monitor, resources: Resource[]): void {
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    const urn = monitor.newUrn(request.getParent(), request.getType(), request.getName());
    if (resources.some((one) => one.urn === urn)) return callback(new Error(`Two resources have the URN ${urn}`));
    const resource: Resource = {
      urn,
      type: request.getType(),
      name: request.getName(),
      parent: request.getParent(),
      custom: request.getCustom(),
      inputs: {},
      outputs: {},
      options: {
        protect: request.getProtect() ?? false,
        retainOnDelete: request.getRetainondelete() ?? false,
        ignoreChanges: request.getIgnorechangesList(),
        dependsOn: request.getDependenciesList(),
        import: request.getImportid(),
      },
    };
    resources.push(resource);
    register(request, (error, response) => {
      resource.id = response?.getId();
      resource.outputs = response?.getObject()?.toJavaScript() ?? {};
      callback(error, response);
    });
  };
  const outputs = monitor.registerResourceOutputs.bind(monitor);
  monitor.registerResourceOutputs = (request, callback) => {
    const resource = resources.find((one) => one.urn === request.getUrn());
    if (resource !== undefined) resource.outputs = request.getOutputs()?.toJavaScript() ?? {};
    outputs(request, callback);
  };
}

/** Waits until nothing registers any more: an `apply` that ran last can still have begun something. */
export async function settle(pulumi: Pulumi, resources: Resource[]): Promise<void> {
  for (let seen = -1; seen !== resources.length; ) {
    seen = resources.length;
    for (let turn = 0; turn < 20; turn++) {
      await pulumi.runtime.waitForRPCs();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

export function plainResources(resources: Resource[]): Evaluation["resources"] {
  return resources.map((one) => ({ ...one, inputs: plain(one.inputs), outputs: plain(one.outputs) }));
}
