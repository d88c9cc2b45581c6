-- Where a practice's events go, and what became of each: a row for an event and a receiver, made with the event itself.
create table webhooks (
  id uuid primary key,
  practice_id uuid not null references practices,
  version int not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  created_by_id uuid,
  url text not null,
  description text,
  -- empty: every event
  event_types text[] not null default '{}',
  is_active boolean not null default true,
  sealed_secret text not null,
  -- signs beside the new one until then, so that a receiver can change over
  sealed_former_secret text,
  former_secret_until timestamptz(3),
  -- a receiver that does not answer is left alone until then
  failures int not null default 0,
  retry_at timestamptz(3)
);
create index webhooks_practice on webhooks (practice_id, created_at, id);

create table webhook_deliveries (
  id uuid primary key,
  practice_id uuid not null references practices,
  webhook_id uuid not null references webhooks on delete cascade,
  -- the event's place in its practice's order; a test has none
  sequence bigint,
  type text not null,
  object_type text not null,
  object_id uuid not null,
  data jsonb,
  at timestamptz(3) not null,
  -- PENDING, DELIVERED or DEAD
  state text not null default 'PENDING',
  attempts int not null default 0,
  next_attempt_at timestamptz(3) not null,
  claimed_until timestamptz(3),
  last_attempt_at timestamptz(3),
  last_status int,
  last_error text,
  delivered_at timestamptz(3)
);
create index webhook_deliveries_list on webhook_deliveries (practice_id, webhook_id, at, id);
create index webhook_deliveries_state on webhook_deliveries (webhook_id, state, at, id);
create index webhook_deliveries_order on webhook_deliveries (webhook_id, object_id, sequence) where state = 'PENDING';
create index webhook_deliveries_due on webhook_deliveries (next_attempt_at) where state = 'PENDING';
create index webhook_deliveries_old on webhook_deliveries (at) where state <> 'PENDING';

-- In the transaction of the event, so that none is lost whatever is down, and none that did not happen is told.
create function webhook_enqueue() returns trigger language plpgsql as $$
begin
  insert into webhook_deliveries (id, practice_id, webhook_id, sequence, type, object_type, object_id, data, at,
    next_attempt_at)
  select gen_random_uuid(), e.practice_id, w.id, e.sequence, e.type, e.object_type, e.object_id, e.data, e.at, e.at
  from new_rows e
  join webhooks w on w.practice_id = e.practice_id and w.is_active
    and (w.event_types = '{}' or e.type = any (w.event_types));
  return null;
end $$;
create trigger webhook_enqueue after insert on outbox
  referencing new table as new_rows for each statement execute function webhook_enqueue();
