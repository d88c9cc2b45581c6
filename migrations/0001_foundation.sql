-- The ground: practices, staff, sessions, the audit log, events, idempotency. `crm_app` is the role of the application.
create extension if not exists btree_gin;

create table practices (
  id uuid primary key,
  version int not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  name text not null,
  time_zone text not null,
  phone text,
  postal_address jsonb,
  currency char(3) not null default 'USD',
  sender_domains text[] not null default '{}',
  tracking_default jsonb not null default '{"opens":false,"clicks":false}',
  frequency_cap jsonb,
  quiet_hours jsonb,
  first_response_target_hours int not null default 24,
  requires_marketing_consent boolean not null default false,
  is_part2_program boolean not null default false,
  mail_agreements jsonb not null default '[]',
  form_key text not null unique,
  postmark_webhook_key text not null unique
);

create table staff_members (
  id uuid primary key,
  practice_id uuid not null references practices,
  version int not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  created_by_id uuid,
  email text not null,
  name text not null,
  roles text[] not null,
  is_active boolean not null default true,
  time_zone text,
  password_hash text,
  sealed_second_factor text,
  is_second_factor_confirmed boolean not null default false,
  last_second_factor_counter bigint,
  -- raised when roles, password or activity change: tokens of an older epoch are refused
  token_epoch int not null default 1,
  external_issuer text,
  external_subject text
);
create unique index staff_members_email on staff_members (lower(email));
create index staff_members_practice on staff_members (practice_id, name, id);
create unique index staff_members_external on staff_members (external_issuer, external_subject);

create table audit_log (
  seq bigint generated always as identity primary key,
  id uuid not null unique,
  at timestamptz(3) not null,
  practice_id uuid,
  actor_kind text,
  actor_id uuid,
  roles text[] not null default '{}',
  session_id uuid,
  device_id uuid,
  ip text,
  user_agent text,
  channel text not null,
  operation text not null,
  action text not null,
  object_type text not null,
  object_ids uuid[] not null default '{}',
  changes text,
  details text,
  outcome text not null,
  code text,
  request_id text not null,
  reason text,
  mac text not null,
  xid xid8 not null default pg_current_xact_id()
);
create index audit_log_practice on audit_log (practice_id, seq);
create index audit_log_object on audit_log using gin (object_ids);
create index audit_log_xid on audit_log (xid);

create table audit_blocks (
  number bigint primary key,
  seqs int8multirange not null,
  row_count int not null,
  sealed_at timestamptz(3) not null,
  previous_hash text not null,
  hash text not null
);

create table outbox (
  sequence bigint generated always as identity primary key,
  practice_id uuid not null,
  type text not null,
  object_type text not null,
  object_id uuid not null,
  data jsonb,
  at timestamptz(3) not null
);
create index outbox_practice on outbox (practice_id, sequence);
create index outbox_at on outbox (at);

create table idempotency_keys (
  id uuid primary key,
  practice_id uuid not null,
  actor_id uuid not null,
  key_hash text not null,
  request_hash text not null,
  is_committed boolean not null default false,
  status int,
  sealed_answer text,
  started_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  unique (practice_id, actor_id, key_hash)
);
create index idempotency_keys_expires on idempotency_keys (expires_at);

grant usage on schema public to crm_app;
grant select, insert, update, delete on all tables in schema public to crm_app;
grant usage on all sequences in schema public to crm_app;
alter default privileges in schema public grant select, insert, update, delete on tables to crm_app;
alter default privileges in schema public grant usage on sequences to crm_app;
revoke update, delete, truncate on audit_log, audit_blocks from crm_app;
