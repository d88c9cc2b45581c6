-- Who started a call renews this while at work; once it is past, the starter is dead.
alter table idempotency_keys add column leased_until timestamptz(3) not null default now();
