-- When a transfer's speed was sampled last: of two coordinators that sample at once the second finds it changed.
alter table transfers add column sampled_at timestamptz;
