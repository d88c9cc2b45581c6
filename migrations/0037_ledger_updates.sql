-- Each delivery is updated three times while it is sent. Nothing that changes then stands in an index of the ledger any
-- more, so that an update touches the table alone (heap-only); who waits, and which message was whose, is kept beside it.
drop index deliveries_leased;
drop index deliveries_unknown;
drop index deliveries_pending;
drop index deliveries_message;
drop index deliveries_of_address;
drop index deliveries_of_person;
drop index deliveries_person;
drop index deliveries_list;
alter table deliveries drop constraint deliveries_address;

-- Nobody is mailed twice; what was sent to an address is found by it too, as its keyed hash is one of its practice.
alter table deliveries add constraint deliveries_address unique (address_index, email_campaign_id);
create unique index deliveries_person on deliveries (practice_id, person_type, person_id, email_campaign_id);
create index deliveries_list on deliveries (email_campaign_id, id);
update deliveries set next_search_at = null where state <> 'UNKNOWN' and next_search_at is not null;
create index deliveries_unknown on deliveries (next_search_at) where next_search_at is not null;

-- Room for the next versions of each row on its own page.
alter table deliveries set (fillfactor = 33);

-- The deliveries that are PENDING, in the order of their ids. Kept by the ledger itself.
create table send_line (
  email_campaign_id uuid not null,
  delivery_id uuid not null,
  primary key (email_campaign_id, delivery_id)
);
insert into send_line select email_campaign_id, id from deliveries where state = 'PENDING';
alter table deliveries drop column place;

-- Which delivery a message of the provider is. Kept by the ledger itself.
create table delivery_messages (
  message_id text not null,
  delivery_id uuid not null,
  primary key (message_id, delivery_id)
);
insert into delivery_messages select provider_message_id, id from deliveries where provider_message_id is not null;

-- What a worker holds, by its claims: until then nobody else touches them, by the database's clock.
create table send_leases (
  id uuid primary key,
  email_campaign_id uuid not null references email_campaigns on delete cascade,
  lease_until timestamptz(3) not null,
  -- what was claimed, and under which fence
  delivery_ids uuid[] not null,
  fences int[] not null
);
insert into send_leases
  select gen_random_uuid(), email_campaign_id, max(lease_until), array_agg(id order by id), array_agg(fence order by id)
  from deliveries where state in ('CLAIMED', 'SENDING') group by email_campaign_id;
alter table deliveries drop column lease_until;

-- Each statement sees to the line and the messages. What it did to the figures is noted, and added as the transaction
-- commits: the row of an email campaign's figures, which everybody who sends it needs, is held no longer than that.
create table email_campaign_counter_changes (
  id bigint generated always as identity primary key,
  like email_campaign_counters
);

do $$
declare
  leaves_line text := 'delete from send_line l using old_rows o where o.state = ''PENDING''
    and l.email_campaign_id = o.email_campaign_id and l.delivery_id = o.id;';
  joins_line text := 'insert into send_line select n.email_campaign_id, n.id from new_rows n
    where n.state = ''PENDING'' on conflict do nothing;';
  has_message text := 'insert into delivery_messages select n.provider_message_id, n.id from new_rows n
    where n.provider_message_id is not null on conflict do nothing;';
  has_gone text := 'delete from delivery_messages m using old_rows o
    where m.message_id = o.provider_message_id and m.delivery_id = o.id;';
  -- which trigger, which rows count how, and what else it does
  kinds text[] := array[
    array['deliveries_added', 'select 1 as sign, n.* from new_rows n', joins_line || has_message],
    array['deliveries_moved', 'select 1 as sign, n.* from new_rows n union all select -1, o.* from old_rows o',
      leaves_line || joins_line || has_message],
    array['deliveries_removed', 'select -1 as sign, o.* from old_rows o', leaves_line || has_gone]];
  states text[] := array['pending', 'claimed', 'sending', 'accepted', 'rejected', 'suppressed', 'cancelled', 'unknown'];
  figures text[] := array['delivered', 'bounced', 'soft_bounced', 'complained', 'unsubscribed', 'opens_total',
    'opens_unique', 'opens_human', 'opens_scanner', 'clicks_total', 'clicks_unique', 'clicks_human', 'clicks_scanner'];
  every_figure text[] := array['recipients'] || states || figures;
begin
  for at in 1..3 loop
    execute format($text$
      -- a plan is kept from when many rows were changed or few, and has to be good for both
      create or replace function %I() returns trigger language plpgsql
      set enable_hashjoin = off set enable_mergejoin = off as $body$
      begin
        %s
        insert into email_campaign_counter_changes (email_campaign_id, practice_id, %s)
        select s.email_campaign_id, s.practice_id, s.recipients, %s, %s
        from (
          select g.email_campaign_id, g.practice_id, sum(g.rows) as recipients, %s
          from (
            select d.email_campaign_id, d.practice_id, d.state, sum(d.sign) as rows from (%s) d group by 1, 2, 3
          ) g group by 1, 2
        ) s left join (
          -- of most rows nothing came back yet
          select d.email_campaign_id,
            sum(sign * (d.delivered_at is not null and (d.bounced_at is null or d.bounced_at < d.delivered_at))::int)
              as delivered,
            sum(sign * (d.bounced_at is not null)::int) as bounced,
            sum(sign * (d.soft_bounced_at is not null)::int) as soft_bounced,
            sum(sign * (d.complained_at is not null)::int) as complained,
            sum(sign * (d.unsubscribed_at is not null)::int) as unsubscribed,
            sum(sign * d.opens) as opens_total, sum(sign * (d.opens > 0)::int) as opens_unique,
            sum(sign * d.has_human_open::int) as opens_human, sum(sign * d.has_scanner_open::int) as opens_scanner,
            sum(sign * d.clicks) as clicks_total, sum(sign * (d.clicks > 0)::int) as clicks_unique,
            sum(sign * d.has_human_click::int) as clicks_human, sum(sign * d.has_scanner_click::int) as clicks_scanner
          from (%s) d
          where d.delivered_at is not null or d.bounced_at is not null or d.soft_bounced_at is not null
            or d.complained_at is not null or d.unsubscribed_at is not null or d.opens > 0 or d.clicks > 0
            or d.has_human_open or d.has_scanner_open or d.has_human_click or d.has_scanner_click
          group by 1
        ) r on r.email_campaign_id = s.email_campaign_id
        -- in one order, so that two transactions seldom wait for each other
        order by 1;
        return null;
      end $body$ $text$,
      kinds[at][1],
      kinds[at][3],
      array_to_string(every_figure, ', '),
      (select string_agg('s.' || f, ', ') from unnest(states) f),
      (select string_agg(format('coalesce(r.%s, 0)', f), ', ') from unnest(figures) f),
      (select string_agg(format('coalesce(sum(g.rows) filter (where g.state = %L), 0) as %s', upper(f), f), ', ')
        from unnest(states) f),
      kinds[at][2],
      kinds[at][2]);
  end loop;
  execute format($text$
    create function email_campaign_counters_moved() returns trigger language plpgsql as $body$
    begin
      delete from email_campaign_counter_changes where id = new.id;
      insert into email_campaign_counters as c (email_campaign_id, practice_id, %1$s)
      -- what was removed with its email campaign needs no figures
      select new.email_campaign_id, new.practice_id, %2$s
      where exists (select from email_campaigns e where e.id = new.email_campaign_id)
      on conflict (email_campaign_id) do update set %3$s;
      return null;
    end $body$ $text$,
    array_to_string(every_figure, ', '),
    (select string_agg('new.' || f, ', ') from unnest(every_figure) f),
    (select string_agg(format('%1$s = c.%1$s + excluded.%1$s', f), ', ') from unnest(every_figure) f));
end $$;

create constraint trigger email_campaign_counters_moved after insert on email_campaign_counter_changes
  deferrable initially deferred for each row execute function email_campaign_counters_moved();
