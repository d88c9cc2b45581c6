-- Ids (UUIDv7) that increase with the place in an audience: what is claimed together lies together, in the table and in
-- its indexes.
create function delivery_id(place bigint) returns uuid language sql volatile as $$
  select (lpad(to_hex(floor(extract(epoch from now()) * 1000)::bigint + place / 4096), 12, '0')
    || '7' || lpad(to_hex(place % 4096), 3, '0') || substr(replace(gen_random_uuid()::text, '-', ''), 17))::uuid
$$;

-- Claims go by the place. By id they would be planned over the primary key, past everything that was sent already.
alter table deliveries add column place int not null default 0;
drop index deliveries_pending;
create index deliveries_pending on deliveries (email_campaign_id, place) where state = 'PENDING';
