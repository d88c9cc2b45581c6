-- Sign-in: sessions with rotated refresh tokens, devices, API keys, the count of bad attempts, notices to staff.
alter table staff_members add column tokens_valid_from timestamptz(3);

-- The id is made of the member and of what the device says of itself.
create table devices (
  id uuid primary key,
  practice_id uuid not null references practices,
  staff_id uuid not null references staff_members,
  ip text,
  -- every address it was seen from, newest first
  addresses text[] not null default '{}',
  user_agent text,
  first_seen_at timestamptz(3) not null,
  last_seen_at timestamptz(3) not null
);
create index devices_practice on devices (practice_id, last_seen_at desc, id);
create index devices_staff on devices (staff_id, last_seen_at desc);

-- One sign-in and all that was refreshed from it: the family that a reused refresh token ends.
create table sessions (
  id uuid primary key,
  practice_id uuid not null references practices,
  staff_id uuid not null references staff_members,
  device_id uuid references devices,
  ip text,
  user_agent text,
  created_at timestamptz(3) not null,
  last_used_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  revoked_at timestamptz(3),
  revoked_reason text
);
create index sessions_practice on sessions (practice_id, created_at desc, id);
create index sessions_staff on sessions (staff_id) where revoked_at is null;

create table refresh_tokens (
  id uuid primary key,
  practice_id uuid not null references practices,
  session_id uuid not null references sessions on delete cascade,
  token_hash text not null unique,
  created_at timestamptz(3) not null,
  used_at timestamptz(3)
);
create index refresh_tokens_session on refresh_tokens (session_id);

create table api_keys (
  id uuid primary key,
  practice_id uuid not null references practices,
  version int not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  created_by_id uuid,
  name text not null,
  -- the first characters, so that a person recognizes the key
  prefix text not null,
  secret_hash text not null unique,
  permissions text[] not null,
  expires_at timestamptz(3),
  last_used_at timestamptz(3),
  revoked_at timestamptz(3)
);
create index api_keys_practice on api_keys (practice_id, created_at, id);

-- Bad sign-ins by account and by address, as hashes; shared by all processes.
create table sign_in_attempts (
  key text primary key,
  attempts timestamptz(3)[] not null,
  last_attempt_id uuid,
  locked_until timestamptz(3),
  expires_at timestamptz(3) not null
);
create index sign_in_attempts_expires on sign_in_attempts (expires_at);

create table staff_notifications (
  id uuid primary key,
  practice_id uuid not null references practices,
  staff_id uuid not null references staff_members,
  kind text not null,
  text text not null,
  object_type text not null,
  object_id uuid not null,
  created_at timestamptz(3) not null,
  read_at timestamptz(3),
  -- handed on to the messaging module, where there is one
  delivered_at timestamptz(3)
);
create index staff_notifications_staff on staff_notifications (practice_id, staff_id, created_at desc, id);
create index staff_notifications_undelivered on staff_notifications (created_at) where delivered_at is null;
