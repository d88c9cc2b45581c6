-- A lead becomes a client in steps that survive a crash, and what the built-in modules keep of them.
alter table clients alter column lead_id drop not null;
alter table clients add column idempotency_key text;
alter table clients add constraint clients_idempotency unique (practice_id, idempotency_key);

create table lead_conversions (
  id uuid primary key,
  practice_id uuid not null references practices,
  version int not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  created_by_id uuid,
  lead_id uuid not null constraint lead_conversions_lead unique references leads,
  -- PENDING, COMPLETED, or FAILED when a module definitely refused a step
  state text not null default 'PENDING',
  input jsonb not null,
  reason text,
  client_id uuid,
  -- raised by each runner that takes over; a runner with an older number can no longer record anything
  fence bigint not null default 0,
  lease_until timestamptz,
  attempts int not null default 0,
  next_attempt_at timestamptz,
  completed_at timestamptz(3)
);
create index lead_conversions_due on lead_conversions (next_attempt_at) where state = 'PENDING';

create table lead_conversion_steps (
  conversion_id uuid not null references lead_conversions on delete cascade,
  practice_id uuid not null references practices,
  name text not null,
  position int not null,
  -- PENDING, RUNNING, WAITING, DONE, REFUSED, SKIPPED
  state text not null default 'PENDING',
  -- changes only when a refused step is asked for again with other input
  idempotency_key text not null,
  -- ids and states only
  result jsonb,
  error text,
  attempts int not null default 0,
  started_at timestamptz,
  finished_at timestamptz,
  primary key (conversion_id, name)
);

-- What the client record was handed of the lead's history.
create table client_history (
  practice_id uuid not null references practices,
  client_id uuid not null references clients,
  interaction_id uuid not null references interactions on delete cascade,
  handed_over_at timestamptz(3) not null,
  primary key (client_id, interaction_id)
);
create index client_history_interaction on client_history (interaction_id);

create table appointments (
  id uuid primary key,
  practice_id uuid not null references practices,
  version int not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  created_by_id uuid,
  external_id text not null,
  idempotency_key text not null,
  client_id uuid not null references clients,
  clinician_id uuid references staff_members,
  starts_at timestamptz(3) not null,
  duration_minutes int not null,
  location text,
  constraint appointments_idempotency unique (practice_id, idempotency_key)
);
create index appointments_client on appointments (practice_id, client_id, starts_at, id);

create table insurance_verifications (
  id uuid primary key,
  practice_id uuid not null references practices,
  version int not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  created_by_id uuid,
  external_id text not null,
  idempotency_key text not null,
  lead_id uuid not null references leads,
  -- PENDING, VERIFIED, INELIGIBLE, FAILED
  status text not null,
  -- CARD_FORMAT or ELIGIBILITY
  method text not null,
  sealed_reason text,
  verified_at timestamptz(3),
  constraint insurance_verifications_idempotency unique (practice_id, idempotency_key)
);
create index insurance_verifications_lead on insurance_verifications (practice_id, lead_id, created_at, id);
