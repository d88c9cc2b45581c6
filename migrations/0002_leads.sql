-- Leads, what was said with them, and the follow-ups that come of it. sealed_* columns hold ciphertext only.
create table leads (
  id uuid primary key,
  practice_id uuid not null references practices,
  version int not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  created_by_id uuid,
  first_name text,
  last_name text,
  preferred_name text,
  pronouns text,
  -- lower case without accents, "last first preferred": sorted and searched
  name_key text not null,
  sealed_email text,
  email_index text,
  -- { phone, dateOfBirth, address, safeContactNote }
  sealed_contact_details text,
  phone_index text,
  -- { interestedServices, presentingConcern, preferences }
  sealed_clinical text,
  -- { payer, plan, memberId, groupNumber, subscriberName, subscriberDateOfBirth }
  sealed_insurance text,
  insurance_status text not null default 'NOT_STARTED',
  insurance_verified_at timestamptz(3),
  is_self_pay boolean,
  time_zone text,
  preferred_contact_method text,
  ok_to_email boolean not null default true,
  ok_to_text boolean not null default false,
  ok_to_voicemail boolean not null default false,
  source text not null,
  source_detail text,
  utm jsonb,
  landing_page text,
  referred_by_id uuid,
  campaign_id uuid,
  status text not null default 'NEW',
  lost_reason text,
  stage text not null default 'INQUIRY',
  assigned_to_id uuid references staff_members,
  tags text[] not null default '{}',
  next_follow_up_at timestamptz(3),
  first_responded_at timestamptz(3),
  converted_at timestamptz(3),
  client_id uuid,
  import_id uuid,
  import_row int,
  merged_into_id uuid references leads,
  is_on_legal_hold boolean not null default false,
  deleted_at timestamptz(3),
  deleted_by_id uuid,
  unique (import_id, import_row)
);
create index leads_created on leads (practice_id, created_at, id) where deleted_at is null;
create index leads_updated on leads (practice_id, updated_at, id) where deleted_at is null;
create index leads_name on leads (practice_id, name_key, id) where deleted_at is null;
create index leads_status on leads (practice_id, status, source, created_at, id) where deleted_at is null;
create index leads_source on leads (practice_id, source, created_at, id) where deleted_at is null;
create index leads_assigned on leads (practice_id, assigned_to_id, created_at, id) where deleted_at is null;
create index leads_creator on leads (practice_id, created_by_id, created_at, id) where deleted_at is null;
create index leads_follow_up on leads (practice_id, coalesce(next_follow_up_at, 'infinity'), id) where deleted_at is null;
create index leads_email on leads (practice_id, email_index) where email_index is not null;
create index leads_phone on leads (practice_id, phone_index) where phone_index is not null;
create index leads_tags on leads using gin (practice_id, tags) where deleted_at is null;
create index leads_words on leads using gin (practice_id, to_tsvector('simple', name_key)) where deleted_at is null;
create index leads_deleted on leads (deleted_at) where deleted_at is not null;

create table interactions (
  id uuid primary key,
  practice_id uuid not null references practices,
  version int not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  created_by_id uuid,
  -- LEAD or CONTACT, and its id
  subject_type text not null,
  subject_id uuid not null,
  kind text not null,
  direction text not null,
  occurred_at timestamptz(3) not null,
  duration_minutes int,
  sealed_summary text,
  outcome text,
  staff_id uuid references staff_members,
  follow_up_task_id uuid
);
create index interactions_subject on interactions (practice_id, subject_type, subject_id, occurred_at desc, id desc);

create table tasks (
  id uuid primary key,
  practice_id uuid not null references practices,
  version int not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  created_by_id uuid,
  title text not null,
  description text,
  type text not null default 'FOLLOW_UP',
  priority text not null default 'NORMAL',
  status text not null default 'PENDING',
  due_at timestamptz(3),
  related_type text,
  related_id uuid,
  assigned_to_id uuid references staff_members,
  completed_at timestamptz(3),
  completed_by_id uuid,
  deleted_at timestamptz(3)
);
create index tasks_related on tasks (practice_id, related_type, related_id, due_at, id) where deleted_at is null;
create index tasks_assigned on tasks (practice_id, assigned_to_id, due_at, id) where deleted_at is null;

create table break_glass_grants (
  id uuid primary key,
  practice_id uuid not null references practices,
  staff_id uuid not null references staff_members,
  lead_id uuid not null references leads,
  reason text not null,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null
);
create index break_glass_grants_staff on break_glass_grants (practice_id, staff_id, lead_id, expires_at);

-- Clients as the built-in client management module keeps them.
create table clients (
  id uuid primary key,
  practice_id uuid not null references practices,
  version int not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  created_by_id uuid,
  external_id text not null,
  display_name text not null,
  lead_id uuid not null unique references leads,
  since timestamptz(3) not null,
  unique (practice_id, external_id)
);
