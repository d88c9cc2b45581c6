-- Campaigns: what the practice does to be found, whom it reaches, what it costs and what comes of it.
create table campaigns (
  id uuid primary key,
  practice_id uuid not null references practices,
  version int not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  created_by_id uuid,
  name text not null,
  -- lower case without accents: sorted and searched
  name_key text not null,
  description text,
  type text not null,
  channels text[] not null default '{}',
  status text not null default 'DRAFT',
  start_at timestamptz(3),
  end_at timestamptz(3),
  -- who joins a segment while the campaign is ACTIVE becomes a recipient too
  has_live_audience boolean not null default false,
  -- [{ metric, target }]
  goals jsonb not null default '[]',
  -- minor units of the currency, as are all amounts below
  budget_minor int,
  currency char(3) not null,
  -- what one conversion is worth to the practice
  conversion_value_minor int,
  -- { headline, message, callToAction, landingPage }
  content jsonb,
  owner_id uuid references staff_members,
  -- leads whose link bears this code are attributed to the campaign
  utm_campaign text,
  scheduled_at timestamptz(3),
  activated_at timestamptz(3),
  paused_at timestamptz(3),
  completed_at timestamptz(3),
  cancelled_at timestamptz(3),
  is_on_legal_hold boolean not null default false,
  deleted_at timestamptz(3),
  deleted_by_id uuid
);
create index campaigns_created on campaigns (practice_id, created_at, id) where deleted_at is null;
create index campaigns_updated on campaigns (practice_id, updated_at, id) where deleted_at is null;
create index campaigns_name on campaigns (practice_id, name_key, id) where deleted_at is null;
create index campaigns_status on campaigns (practice_id, status, type, created_at, id) where deleted_at is null;
create index campaigns_start on campaigns (practice_id, coalesce(start_at, 'infinity'), id) where deleted_at is null;
create index campaigns_owner on campaigns (practice_id, owner_id, created_at, id) where deleted_at is null;
create index campaigns_words on campaigns using gin (practice_id, to_tsvector('simple', name_key)) where deleted_at is null;
create unique index campaigns_utm on campaigns (practice_id, lower(utm_campaign))
  where utm_campaign is not null and deleted_at is null;
create index campaigns_deleted on campaigns (deleted_at) where deleted_at is not null;
-- what the clock moves, whosever it is
create index campaigns_to_start on campaigns (start_at) where status = 'SCHEDULED' and deleted_at is null;
create index campaigns_to_end on campaigns (end_at) where status in ('ACTIVE', 'PAUSED') and deleted_at is null;
create index campaigns_live on campaigns (id) where status = 'ACTIVE' and has_live_audience and deleted_at is null;

create table campaign_segments (
  practice_id uuid not null references practices,
  campaign_id uuid not null references campaigns,
  segment_id uuid not null,
  -- INCLUDE or EXCLUDE
  role text not null,
  position int not null,
  primary key (practice_id, campaign_id, segment_id)
);
create index campaign_segments_segment on campaign_segments (practice_id, segment_id);

create table campaign_recipients (
  practice_id uuid not null references practices,
  campaign_id uuid not null references campaigns,
  -- LEAD or CONTACT, and its id
  person_type text not null,
  person_id uuid not null,
  -- HAND or SEGMENT, and then which
  origin text not null,
  segment_id uuid,
  -- the segment's rule asks by protected fields, so that to be in it tells something
  is_sensitive boolean not null default false,
  added_at timestamptz(3) not null,
  added_by_id uuid,
  -- increases with each that joins
  joined bigint generated always as identity,
  primary key (practice_id, campaign_id, person_type, person_id)
);
create index campaign_recipients_added on campaign_recipients (practice_id, campaign_id, added_at, person_id);
create index campaign_recipients_person on campaign_recipients (practice_id, person_type, person_id);

-- Who was taken out by hand: no segment brings them back.
create table campaign_exclusions (
  practice_id uuid not null references practices,
  campaign_id uuid not null references campaigns,
  person_type text not null,
  person_id uuid not null,
  excluded_at timestamptz(3) not null,
  excluded_by_id uuid,
  primary key (practice_id, campaign_id, person_type, person_id)
);

-- A ledger that only grows: what was wrong is taken back by an entry of the opposite sign.
create table campaign_expenses (
  id uuid primary key,
  practice_id uuid not null references practices,
  version int not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  created_by_id uuid,
  campaign_id uuid not null references campaigns,
  spent_on date not null,
  amount_minor int not null check (amount_minor <> 0),
  category text,
  note text
);
create index campaign_expenses_campaign on campaign_expenses (practice_id, campaign_id, spent_on, id) include (amount_minor);

create index leads_campaign on leads (practice_id, campaign_id, created_at, id) include (status)
  where campaign_id is not null and deleted_at is null;
