/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  async app(input) {
    const { readStage } = await import("./infra/stage.ts");
    // Whether this is `sst dev` is known in `run` only, which refuses a stage without settings before anything is made.
    const stage = await readStage(input.stage, { mayBeDefault: true });
    return {
      name: "s3mirror",
      home: "aws",
      removal: stage.production ? "retain" : "remove",
      protect: stage.production,
      // Nothing of ours reads SST's types of resources: services are told by their environment.
      types: { ignore: ["infra", "packages", "services", "tools", "web"] },
      providers: {
        aws: {
          region: stage.region,
          defaultTags: { tags: { ...stage.tags, "s3mirror:stage": input.stage } },
        },
        random: "4.16.6",
      },
    };
  },
  async run() {
    await import("./infra/everywhere.ts");
    const { publicUrl } = await import("./infra/load-balancer.ts");
    const { createTransferRole } = await import("./infra/transfer-role.ts");
    const transferRole = await createTransferRole();
    await import("./infra/copier.ts");
    await import("./infra/coordinator.ts");
    await import("./infra/web.ts");
    await import("./infra/scaling.ts");
    await import("./infra/evidence.ts");
    await import("./infra/alarms.ts");
    await import("./infra/dashboard.ts");
    await import("./infra/budget.ts");
    const { copyDeadLetters, copyQueue } = await import("./infra/queues.ts");
    const { database } = await import("./infra/database.ts");
    const { databaseSecrets } = await import("./infra/database-secrets.ts");
    const { alerts } = await import("./infra/topics.ts");
    const { cluster } = await import("./infra/cluster.ts");
    const { region, settings } = await import("./infra/settings.ts");
    const { vendorsThatFit } = await import("./infra/stages/sizes.ts");
    const { production, sources, destinations } = settings;
    return {
      url: publicUrl,
      transferRole: transferRole.arn,
      // What `s3mirror admin link --break-glass` takes; the smoke run takes all of them.
      ledger: database.clusterArn,
      ledgerSecret: databaseSecrets.coordinator.arn,
      copyQueue: copyQueue.url,
      copyDeadLetters: copyDeadLetters.arn,
      alerts: alerts.arn,
      cluster: cluster.nodes.cluster.name,
      copierService: "Copier",
      region,
      production,
      vendorsThatFit: vendorsThatFit(settings),
      deployedBuckets: JSON.stringify({ sources, destinations }),
    };
  },
});
