-- What came back is applied in any order, at any time, by any worker.

-- An event may come before the answer to the call that it is about: it is tried again.
alter table mail_events add column due_at timestamptz(3) not null default now();
alter table mail_events add column tries int not null default 0;
drop index mail_events_waiting;
create index mail_events_waiting on mail_events (practice_id, due_at, id) where applied_at is null;
-- the provider's words about an address, of which the newest counts
create index mail_events_address on mail_events (practice_id, address_index, at)
  where kind = 'SUBSCRIPTION_CHANGE' and address_index is not null;

-- What someone seems to have done is taken back when it turns out to have been a machine.
alter table mail_engagements add column event_id uuid;
create unique index mail_engagements_event on mail_engagements (event_id) where event_id is not null;

-- How far the provider's own lists have been read.
create table mail_sweeps (
  is_only boolean primary key default true check (is_only),
  swept_until timestamptz(3) not null
);
