-- Sealed blocks know each row they hold; old rows leave only behind a signed tombstone; events have a floor.

-- One leaf of 32 bytes a row, in the order of `seqs`: its id and the first half of its keyed hash.
alter table audit_blocks add column leaves bytea not null;
-- Rows that were already not the application's own when the block was sealed.
alter table audit_blocks add column forged int8multirange not null default '{}';
-- Every row of a transaction below this one is in this block or an earlier one.
alter table audit_blocks add column to_xid xid8 not null;
create index audit_blocks_seqs on audit_blocks using gist (seqs);

drop index audit_log_practice;
create index audit_log_practice on audit_log (practice_id, at, id);
create index audit_log_actor on audit_log (practice_id, actor_id, at, id);
create index audit_log_request on audit_log using hash (request_id);
create index audit_log_at on audit_log using brin (at) with (autosummarize = on);

create table audit_tombstones (
  id uuid primary key,
  seqs int8multirange not null,
  row_count int not null,
  at timestamptz(3) not null,
  mac text not null
);

-- While a hold stands, rows of its practice (or of its one object) outlive the six years.
create table audit_holds (
  id uuid primary key,
  practice_id uuid not null,
  object_id uuid,
  reason text not null,
  placed_at timestamptz(3) not null,
  released_at timestamptz(3)
);
create index audit_holds_practice on audit_holds (practice_id) where released_at is null;

revoke insert, update, delete, truncate on audit_tombstones, audit_holds from crm_app;

-- Sealed rows older than the law asks for and under no hold, oldest first.
create function audit_expired(max_rows int) returns setof bigint
  language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select a.seq from public.audit_log a
  where a.at < now() - interval '6 years'
    and exists (select from public.audit_blocks b where b.seqs @> a.seq)
    and not exists (
      select from public.audit_holds h
      where h.practice_id = a.practice_id and h.released_at is null
        and (h.object_id is null or h.object_id = any (a.object_ids)))
    and not exists (select from public.leads l where l.id = any (a.object_ids) and l.is_on_legal_hold)
  order by a.seq
  limit max_rows
$$;

-- The only way a row ever leaves the log: the database itself checks age and holds, whoever calls.
create function audit_purge(tombstone_id uuid, purged int8multirange, signed_at timestamptz, signature text) returns int
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  wanted int;
  gone int;
begin
  select coalesce(sum(upper(r) - lower(r)), 0) into wanted from unnest(purged) r;
  delete from public.audit_log a
  using public.audit_expired(wanted) e(seq)
  where a.seq = e.seq and purged @> a.seq;
  get diagnostics gone = row_count;
  if gone <> wanted then
    raise exception 'audit_purge: % of % rows may be removed', gone, wanted using errcode = '42501';
  end if;
  insert into public.audit_tombstones (id, seqs, row_count, at, mac)
  values (tombstone_id, purged, gone, signed_at, signature);
  return gone;
end
$$;

revoke all on function audit_expired(int), audit_purge(uuid, int8multirange, timestamptz, text) from public;
grant execute on function audit_expired(int), audit_purge(uuid, int8multirange, timestamptz, text) to crm_app;

-- The highest event sequence that retention has removed; a cursor below it can't be replayed.
create table outbox_floor (
  is_only boolean primary key default true check (is_only),
  sequence bigint not null
);
insert into outbox_floor (sequence) values (0);
