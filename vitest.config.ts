import { configDefaults, defineConfig } from "vitest/config";

/** These build the page anew, under the feet of whatever serves it: they go last, when nothing else runs. */
const buildingThePage = ["infra/local/page.test.ts"];

const everyProject = {
  pool: "forks" as const,
  env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
  testTimeout: 60_000,
  hookTimeout: 60_000,
  teardownTimeout: 30_000,
};

export default defineConfig({
  test: {
    reporters: ["default", "./test/plain-count-reporter.ts"],
    globalSetup: "./test/run-folder.ts",
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...everyProject,
          name: "together",
          include: [
            "packages/**/*.test.ts",
            "cli/**/*.test.ts",
            "services/**/*.test.ts",
            "infra/**/*.test.ts",
            "web/src/**/*.test.ts",
            "web/app/**/*.test.ts",
            "tools/**/*.test.ts",
            "test/**/*.test.ts",
          ],
          exclude: [...configDefaults.exclude, ...buildingThePage],
        },
      },
      { test: { ...everyProject, name: "alone", include: buildingThePage, sequence: { groupOrder: 1 } } },
    ],
  },
});
