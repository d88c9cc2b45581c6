-- Mail: templates, email campaigns, the ledger of deliveries, what comes back, and whose address gets no more.

create table email_templates (
  id uuid primary key,
  practice_id uuid not null references practices,
  version int not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  created_by_id uuid,
  name text not null,
  -- lower case without accents: sorted, searched and unique
  name_key text not null,
  -- COMMERCIAL or SERVICE
  purpose text not null,
  subject text not null,
  preheader text,
  -- as they were written; one of the two
  html text,
  mjml text,
  text text,
  -- the latest that was published; null: none yet
  published_number int,
  is_on_legal_hold boolean not null default false,
  deleted_at timestamptz(3),
  deleted_by_id uuid
);
create unique index email_templates_name on email_templates (practice_id, name_key) where deleted_at is null;
create index email_templates_created on email_templates (practice_id, created_at, id) where deleted_at is null;
create index email_templates_updated on email_templates (practice_id, updated_at, id) where deleted_at is null;
create index email_templates_words on email_templates using gin (practice_id, to_tsvector('simple', name_key))
  where deleted_at is null;
create index email_templates_deleted on email_templates (deleted_at) where deleted_at is not null;

-- What was published stays as it was: compiled, made harmless, with its text part.
create table email_template_versions (
  id uuid primary key,
  practice_id uuid not null references practices,
  template_id uuid not null references email_templates on delete cascade,
  number int not null,
  published_at timestamptz(3) not null,
  published_by_id uuid,
  subject text not null,
  preheader text,
  html text not null,
  text text not null,
  -- names of the merge fields it uses
  variables text[] not null default '{}',
  unique (template_id, number)
);

-- What a practice writes about, as people choose from it. One exists from its first use on.
create table mail_topics (
  id uuid primary key,
  practice_id uuid not null references practices,
  version int not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  created_by_id uuid,
  name text not null,
  -- lower case without accents
  key text not null,
  description text,
  -- no longer offered on the preference page
  is_retired boolean not null default false,
  unique (practice_id, key)
);

-- Addresses that get no more mail, by keyed hash, which outlives whoever had them.
create table suppressions (
  id uuid primary key,
  practice_id uuid not null references practices,
  version int not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  created_by_id uuid,
  address_index text not null,
  -- the address, for staff to read; null once its owner was erased
  sealed_address text,
  -- UNSUBSCRIBED, COMPLAINED, HARD_BOUNCED, PROVIDER_BLOCKED, ADDED_BY_STAFF or ERASED
  reason text not null,
  -- of UNSUBSCRIBED: one topic only; empty: everything commercial
  topic_key text not null default '',
  -- HARD_BOUNCED, PROVIDER_BLOCKED and ERASED stop service mail too
  is_for_service_too boolean not null default false,
  -- ONE_CLICK, PREFERENCES, PROVIDER, SWEEP, STAFF, IMPORT or ERASURE
  origin text not null,
  email_campaign_id uuid,
  delivery_id uuid,
  suppressed_at timestamptz(3) not null,
  -- and then no longer in force
  lifted_at timestamptz(3),
  -- why: the consent given anew, or the provider's newer word
  lifted_by text
);
create unique index suppressions_live on suppressions (practice_id, address_index, reason, topic_key)
  where lifted_at is null;
create index suppressions_address on suppressions (practice_id, address_index);
create index suppressions_list on suppressions (practice_id, suppressed_at, id);

-- A contact's address as the ledger knows it; leads have theirs already.
alter table contacts add column email_index text;
create index contacts_email_index on contacts (practice_id, email_index) where email_index is not null;

create table email_campaigns (
  id uuid primary key,
  practice_id uuid not null references practices,
  version int not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  created_by_id uuid,
  name text not null,
  name_key text not null,
  -- the campaign it is part of
  campaign_id uuid references campaigns,
  template_id uuid references email_templates,
  -- COMMERCIAL or SERVICE; may be chosen late
  purpose text,
  -- its own content, which goes before the template's
  subject text,
  preheader text,
  html text,
  text text,
  from_name text,
  from_email text,
  reply_to text,
  -- { opens, clicks }
  tracking jsonb not null,
  topic_key text,
  status text not null default 'DRAFT',
  scheduled_at timestamptz(3),
  time_zone text,
  -- why it is paused, and the figures that say so: { code, message, ... }
  pause_reason jsonb,
  -- what is sent, fixed when sending begins: { subject, preheader, html, text, templateVersion }
  frozen_content jsonb,
  -- its audience is in the ledger
  frozen_at timestamptz(3),
  sending_since timestamptz(3),
  paused_at timestamptz(3),
  sent_at timestamptz(3),
  cancelled_at timestamptz(3),
  -- whoever is in its audience tells something of a protected field
  is_sensitive boolean not null default false,
  -- sent member by member by a campaign's automation
  is_triggered boolean not null default false,
  archived_at timestamptz(3),
  is_on_legal_hold boolean not null default false,
  deleted_at timestamptz(3),
  deleted_by_id uuid
);
create index email_campaigns_created on email_campaigns (practice_id, created_at, id) where deleted_at is null;
create index email_campaigns_updated on email_campaigns (practice_id, updated_at, id) where deleted_at is null;
create index email_campaigns_name on email_campaigns (practice_id, name_key, id) where deleted_at is null;
create index email_campaigns_status on email_campaigns (practice_id, status, created_at, id) where deleted_at is null;
create index email_campaigns_scheduled on email_campaigns (practice_id, coalesce(scheduled_at, 'infinity'), id)
  where deleted_at is null;
create index email_campaigns_words on email_campaigns using gin (practice_id, to_tsvector('simple', name_key))
  where deleted_at is null;
create index email_campaigns_campaign on email_campaigns (practice_id, campaign_id, created_at, id)
  where campaign_id is not null and deleted_at is null;
create index email_campaigns_template on email_campaigns (template_id) where template_id is not null;
create index email_campaigns_deleted on email_campaigns (deleted_at) where deleted_at is not null;
-- what the clock and the sender look for, whosever it is
create index email_campaigns_due on email_campaigns (scheduled_at) where status = 'SCHEDULED' and deleted_at is null;
create index email_campaigns_sending on email_campaigns (id) where status = 'SENDING' and deleted_at is null;

create table email_campaign_segments (
  practice_id uuid not null references practices,
  email_campaign_id uuid not null references email_campaigns on delete cascade,
  segment_id uuid not null,
  -- INCLUDE or EXCLUDE
  role text not null,
  position int not null,
  primary key (practice_id, email_campaign_id, segment_id)
);
create index email_campaign_segments_segment on email_campaign_segments (practice_id, segment_id);

-- People named one by one.
create table email_campaign_recipients (
  practice_id uuid not null references practices,
  email_campaign_id uuid not null references email_campaigns on delete cascade,
  person_type text not null,
  person_id uuid not null,
  position int not null,
  primary key (practice_id, email_campaign_id, person_type, person_id)
);
create index email_campaign_recipients_person on email_campaign_recipients (practice_id, person_type, person_id);

-- The ledger: each person of an audience, and what became of the message. Its id is the message's send_id.
create table deliveries (
  id uuid primary key,
  practice_id uuid not null references practices,
  email_campaign_id uuid not null references email_campaigns,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  person_type text not null,
  person_id uuid not null,
  -- keyed hash of the address; null where there is none, or another row has it (DUPLICATE_ADDRESS)
  address_index text,
  -- in the audience by a segment that asks by protected fields
  is_sensitive boolean not null default false,
  -- PENDING, CLAIMED, SENDING, ACCEPTED, REJECTED, SUPPRESSED, CANCELLED or UNKNOWN
  state text not null,
  -- why it was suppressed, rejected, cancelled or is unknown
  reason text,
  -- raised by each claim: who holds an older one may no longer write
  fence int not null default 0,
  lease_until timestamptz(3),
  attempts int not null default 0,
  -- start of the last attempt, committed before its call
  attempted_at timestamptz(3),
  -- the provider's own word
  provider_code int,
  provider_message_id text,
  accepted_at timestamptz(3),
  -- of UNKNOWN: when evidence is next looked for
  next_search_at timestamptz(3),
  searches int not null default 0,
  -- what came back
  delivered_at timestamptz(3),
  bounced_at timestamptz(3),
  soft_bounced_at timestamptz(3),
  complained_at timestamptz(3),
  unsubscribed_at timestamptz(3),
  opens int not null default 0,
  has_human_open boolean not null default false,
  has_scanner_open boolean not null default false,
  clicks int not null default 0,
  has_human_click boolean not null default false,
  has_scanner_click boolean not null default false,
  -- nobody is mailed twice
  constraint deliveries_address unique (email_campaign_id, address_index)
) with (fillfactor = 60);
create unique index deliveries_person on deliveries (email_campaign_id, person_type, person_id);
create index deliveries_list on deliveries (practice_id, email_campaign_id, id);
create index deliveries_of_person on deliveries (practice_id, person_type, person_id, id);
create index deliveries_of_address on deliveries (practice_id, address_index, accepted_at)
  where address_index is not null and state in ('ACCEPTED', 'UNKNOWN', 'SENDING');
create index deliveries_pending on deliveries (email_campaign_id, id) where state = 'PENDING';
create index deliveries_leased on deliveries (lease_until) where state in ('CLAIMED', 'SENDING');
create index deliveries_unknown on deliveries (next_search_at) where state = 'UNKNOWN';
create index deliveries_message on deliveries (provider_message_id) where provider_message_id is not null;

-- The figures of each email campaign, kept by the ledger itself in the transaction of every change.
create table email_campaign_counters (
  email_campaign_id uuid primary key references email_campaigns on delete cascade,
  practice_id uuid not null references practices,
  recipients int not null default 0,
  pending int not null default 0,
  claimed int not null default 0,
  sending int not null default 0,
  accepted int not null default 0,
  rejected int not null default 0,
  suppressed int not null default 0,
  cancelled int not null default 0,
  unknown int not null default 0,
  delivered int not null default 0,
  bounced int not null default 0,
  soft_bounced int not null default 0,
  complained int not null default 0,
  unsubscribed int not null default 0,
  opens_total int not null default 0,
  opens_unique int not null default 0,
  opens_human int not null default 0,
  opens_scanner int not null default 0,
  clicks_total int not null default 0,
  clicks_unique int not null default 0,
  clicks_human int not null default 0,
  clicks_scanner int not null default 0
) with (fillfactor = 50);
create index email_campaign_counters_practice on email_campaign_counters (practice_id);

-- Each statement adds what it did to the figures, in its own transaction.
create function deliveries_added() returns trigger language plpgsql as $$
begin
  insert into email_campaign_counters as c (email_campaign_id, practice_id,
    recipients, pending, claimed, sending, accepted, rejected, suppressed, cancelled, unknown, delivered,
    bounced, soft_bounced, complained, unsubscribed, opens_total, opens_unique, opens_human, opens_scanner,
    clicks_total, clicks_unique, clicks_human, clicks_scanner)
  select d.email_campaign_id, d.practice_id,
    sum(sign), sum(sign * (d.state = 'PENDING')::int), sum(sign * (d.state = 'CLAIMED')::int),
    sum(sign * (d.state = 'SENDING')::int), sum(sign * (d.state = 'ACCEPTED')::int),
    sum(sign * (d.state = 'REJECTED')::int), sum(sign * (d.state = 'SUPPRESSED')::int),
    sum(sign * (d.state = 'CANCELLED')::int), sum(sign * (d.state = 'UNKNOWN')::int),
    sum(sign * (d.delivered_at is not null and (d.bounced_at is null or d.bounced_at < d.delivered_at))::int),
    sum(sign * (d.bounced_at is not null)::int), sum(sign * (d.soft_bounced_at is not null)::int),
    sum(sign * (d.complained_at is not null)::int), sum(sign * (d.unsubscribed_at is not null)::int),
    sum(sign * d.opens), sum(sign * (d.opens > 0)::int), sum(sign * d.has_human_open::int),
    sum(sign * d.has_scanner_open::int), sum(sign * d.clicks), sum(sign * (d.clicks > 0)::int),
    sum(sign * d.has_human_click::int), sum(sign * d.has_scanner_click::int)
  from (select 1 as sign, n.* from new_rows n) d
  -- in one order, so that two statements never wait for each other
  group by 1, 2 order by 1
  on conflict (email_campaign_id) do update set
    recipients = c.recipients + excluded.recipients, pending = c.pending + excluded.pending,
    claimed = c.claimed + excluded.claimed, sending = c.sending + excluded.sending,
    accepted = c.accepted + excluded.accepted, rejected = c.rejected + excluded.rejected,
    suppressed = c.suppressed + excluded.suppressed, cancelled = c.cancelled + excluded.cancelled,
    unknown = c.unknown + excluded.unknown, delivered = c.delivered + excluded.delivered,
    bounced = c.bounced + excluded.bounced, soft_bounced = c.soft_bounced + excluded.soft_bounced,
    complained = c.complained + excluded.complained, unsubscribed = c.unsubscribed + excluded.unsubscribed,
    opens_total = c.opens_total + excluded.opens_total, opens_unique = c.opens_unique + excluded.opens_unique,
    opens_human = c.opens_human + excluded.opens_human,
    opens_scanner = c.opens_scanner + excluded.opens_scanner,
    clicks_total = c.clicks_total + excluded.clicks_total,
    clicks_unique = c.clicks_unique + excluded.clicks_unique,
    clicks_human = c.clicks_human + excluded.clicks_human,
    clicks_scanner = c.clicks_scanner + excluded.clicks_scanner;
  return null;
end $$;
create trigger deliveries_added after insert on deliveries
  referencing new table as new_rows for each statement execute function deliveries_added();

create function deliveries_moved() returns trigger language plpgsql as $$
begin
  insert into email_campaign_counters as c (email_campaign_id, practice_id,
    recipients, pending, claimed, sending, accepted, rejected, suppressed, cancelled, unknown, delivered,
    bounced, soft_bounced, complained, unsubscribed, opens_total, opens_unique, opens_human, opens_scanner,
    clicks_total, clicks_unique, clicks_human, clicks_scanner)
  select d.email_campaign_id, d.practice_id,
    sum(sign), sum(sign * (d.state = 'PENDING')::int), sum(sign * (d.state = 'CLAIMED')::int),
    sum(sign * (d.state = 'SENDING')::int), sum(sign * (d.state = 'ACCEPTED')::int),
    sum(sign * (d.state = 'REJECTED')::int), sum(sign * (d.state = 'SUPPRESSED')::int),
    sum(sign * (d.state = 'CANCELLED')::int), sum(sign * (d.state = 'UNKNOWN')::int),
    sum(sign * (d.delivered_at is not null and (d.bounced_at is null or d.bounced_at < d.delivered_at))::int),
    sum(sign * (d.bounced_at is not null)::int), sum(sign * (d.soft_bounced_at is not null)::int),
    sum(sign * (d.complained_at is not null)::int), sum(sign * (d.unsubscribed_at is not null)::int),
    sum(sign * d.opens), sum(sign * (d.opens > 0)::int), sum(sign * d.has_human_open::int),
    sum(sign * d.has_scanner_open::int), sum(sign * d.clicks), sum(sign * (d.clicks > 0)::int),
    sum(sign * d.has_human_click::int), sum(sign * d.has_scanner_click::int)
  from (select 1 as sign, n.* from new_rows n union all select -1, o.* from old_rows o) d
  -- in one order, so that two statements never wait for each other
  group by 1, 2 order by 1
  on conflict (email_campaign_id) do update set
    recipients = c.recipients + excluded.recipients, pending = c.pending + excluded.pending,
    claimed = c.claimed + excluded.claimed, sending = c.sending + excluded.sending,
    accepted = c.accepted + excluded.accepted, rejected = c.rejected + excluded.rejected,
    suppressed = c.suppressed + excluded.suppressed, cancelled = c.cancelled + excluded.cancelled,
    unknown = c.unknown + excluded.unknown, delivered = c.delivered + excluded.delivered,
    bounced = c.bounced + excluded.bounced, soft_bounced = c.soft_bounced + excluded.soft_bounced,
    complained = c.complained + excluded.complained, unsubscribed = c.unsubscribed + excluded.unsubscribed,
    opens_total = c.opens_total + excluded.opens_total, opens_unique = c.opens_unique + excluded.opens_unique,
    opens_human = c.opens_human + excluded.opens_human,
    opens_scanner = c.opens_scanner + excluded.opens_scanner,
    clicks_total = c.clicks_total + excluded.clicks_total,
    clicks_unique = c.clicks_unique + excluded.clicks_unique,
    clicks_human = c.clicks_human + excluded.clicks_human,
    clicks_scanner = c.clicks_scanner + excluded.clicks_scanner;
  return null;
end $$;
create trigger deliveries_moved after update on deliveries
  referencing old table as old_rows new table as new_rows for each statement execute function deliveries_moved();

create function deliveries_removed() returns trigger language plpgsql as $$
begin
  insert into email_campaign_counters as c (email_campaign_id, practice_id,
    recipients, pending, claimed, sending, accepted, rejected, suppressed, cancelled, unknown, delivered,
    bounced, soft_bounced, complained, unsubscribed, opens_total, opens_unique, opens_human, opens_scanner,
    clicks_total, clicks_unique, clicks_human, clicks_scanner)
  select d.email_campaign_id, d.practice_id,
    sum(sign), sum(sign * (d.state = 'PENDING')::int), sum(sign * (d.state = 'CLAIMED')::int),
    sum(sign * (d.state = 'SENDING')::int), sum(sign * (d.state = 'ACCEPTED')::int),
    sum(sign * (d.state = 'REJECTED')::int), sum(sign * (d.state = 'SUPPRESSED')::int),
    sum(sign * (d.state = 'CANCELLED')::int), sum(sign * (d.state = 'UNKNOWN')::int),
    sum(sign * (d.delivered_at is not null and (d.bounced_at is null or d.bounced_at < d.delivered_at))::int),
    sum(sign * (d.bounced_at is not null)::int), sum(sign * (d.soft_bounced_at is not null)::int),
    sum(sign * (d.complained_at is not null)::int), sum(sign * (d.unsubscribed_at is not null)::int),
    sum(sign * d.opens), sum(sign * (d.opens > 0)::int), sum(sign * d.has_human_open::int),
    sum(sign * d.has_scanner_open::int), sum(sign * d.clicks), sum(sign * (d.clicks > 0)::int),
    sum(sign * d.has_human_click::int), sum(sign * d.has_scanner_click::int)
  from (select -1 as sign, o.* from old_rows o) d
  -- in one order, so that two statements never wait for each other
  group by 1, 2 order by 1
  on conflict (email_campaign_id) do update set
    recipients = c.recipients + excluded.recipients, pending = c.pending + excluded.pending,
    claimed = c.claimed + excluded.claimed, sending = c.sending + excluded.sending,
    accepted = c.accepted + excluded.accepted, rejected = c.rejected + excluded.rejected,
    suppressed = c.suppressed + excluded.suppressed, cancelled = c.cancelled + excluded.cancelled,
    unknown = c.unknown + excluded.unknown, delivered = c.delivered + excluded.delivered,
    bounced = c.bounced + excluded.bounced, soft_bounced = c.soft_bounced + excluded.soft_bounced,
    complained = c.complained + excluded.complained, unsubscribed = c.unsubscribed + excluded.unsubscribed,
    opens_total = c.opens_total + excluded.opens_total, opens_unique = c.opens_unique + excluded.opens_unique,
    opens_human = c.opens_human + excluded.opens_human,
    opens_scanner = c.opens_scanner + excluded.opens_scanner,
    clicks_total = c.clicks_total + excluded.clicks_total,
    clicks_unique = c.clicks_unique + excluded.clicks_unique,
    clicks_human = c.clicks_human + excluded.clicks_human,
    clicks_scanner = c.clicks_scanner + excluded.clicks_scanner;
  return null;
end $$;
create trigger deliveries_removed after delete on deliveries
  referencing old table as old_rows for each statement execute function deliveries_removed();

-- What all workers together may send: a bucket that fills with time, by the database's clock.
create table send_bucket (
  is_only boolean primary key default true check (is_only),
  tokens double precision not null,
  filled_at timestamptz not null,
  -- the provider asked to wait until then
  blocked_until timestamptz
);
insert into send_bucket (tokens, filled_at) values (0, now());

-- Where the links of an email campaign lead; what stands in a message is a token.
create table tracked_links (
  id uuid primary key,
  practice_id uuid not null references practices,
  email_campaign_id uuid not null references email_campaigns on delete cascade,
  created_at timestamptz(3) not null,
  position int not null,
  url text not null,
  unique (email_campaign_id, position)
);

-- What came back, as it came: stored before it is acknowledged, applied to the ledger after.
create table mail_events (
  id uuid primary key,
  practice_id uuid not null references practices,
  received_at timestamptz(3) not null,
  -- when it happened, as its source says
  at timestamptz(3) not null,
  -- POSTMARK, LINK (our own links and pixel), PAGE (the unsubscribe page) or SWEEP
  origin text not null,
  -- DELIVERY, BOUNCE, SPAM_COMPLAINT, OPEN, CLICK, SUBSCRIPTION_CHANGE or OTHER
  kind text not null,
  -- the same event is stored once, however often it comes
  event_key text not null,
  message_id text,
  send_id uuid,
  address_index text,
  -- the delivery and its campaign, once found; null: none of ours, or erased
  delivery_id uuid,
  email_campaign_id uuid,
  link_id uuid,
  -- of opens and clicks: HUMAN, SCANNER or UNVERIFIED
  judgement text,
  -- what applying it needs, without address, content or place
  details jsonb not null default '{}',
  applied_at timestamptz(3),
  unique (practice_id, event_key)
);
create index mail_events_waiting on mail_events (received_at, id) where applied_at is null;
create index mail_events_delivery on mail_events (delivery_id, at) where delivery_id is not null;
create index mail_events_received on mail_events (received_at);

-- The progress of a send is for those who watch it: outgoing webhooks are not told of every batch.
create or replace function webhook_enqueue() returns trigger language plpgsql as $$
begin
  insert into webhook_deliveries (id, practice_id, webhook_id, sequence, type, object_type, object_id, data, at,
    next_attempt_at)
  select gen_random_uuid(), e.practice_id, w.id, e.sequence, e.type, e.object_type, e.object_id, e.data, e.at, e.at
  from new_rows e
  join webhooks w on w.practice_id = e.practice_id and w.is_active
    and (w.event_types = '{}' or e.type = any (w.event_types))
  where e.type <> 'EMAIL_CAMPAIGN_PROGRESSED';
  return null;
end $$;
