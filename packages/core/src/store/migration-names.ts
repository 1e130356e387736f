/** The migrations of this release, in the order in which they run: every file of `migrations/` stands here. */
export const migrationNames = [
  "0001_ledger.sql",
  "0002_people.sql",
  "0003_reads.sql",
  "0004_ledger.sql",
  "0005_routes.sql",
  "0014_window.sql",
  "0015_stalls.sql",
  "0016_crashes.sql",
  "0017_housekeeping.sql",
  "0018_page.sql",
  "0020_fences.sql",
  "0022_keys.sql",
  "0024_withdrawals.sql",
  "0025_sampling.sql",
] as const;
