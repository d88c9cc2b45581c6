-- Merged leads can be parted again: what each field and each moved row was before, sealed.
create table lead_merges (
  id uuid primary key,
  practice_id uuid not null references practices,
  created_at timestamptz(3) not null,
  created_by_id uuid,
  primary_id uuid not null references leads,
  duplicate_ids uuid[] not null,
  sealed_snapshot text not null,
  reversed_at timestamptz(3),
  reversed_by_id uuid
);
create index lead_merges_primary on lead_merges (practice_id, primary_id, created_at);
create index leads_merged on leads (merged_into_id) where merged_into_id is not null;

-- Who agreed to what, in which words, how and when. Rows outlive the person's own: the id is opaque then.
create table consent_records (
  id uuid primary key,
  practice_id uuid not null references practices,
  at timestamptz(3) not null,
  person_type text not null,
  person_id uuid not null,
  channel text not null,
  purpose text not null,
  is_given boolean not null,
  wording_version text not null,
  wording text,
  method text not null,
  ip text,
  actor_id uuid
);
create index consent_records_person on consent_records (practice_id, person_type, person_id, at, id);
revoke update, delete, truncate on consent_records from crm_app;

-- Points that forms have used up, kept as rate-limiter-flexible keeps them.
create table form_attempts (
  key text primary key,
  points int not null default 0,
  expire bigint
);
create index form_attempts_expire on form_attempts (expire);
