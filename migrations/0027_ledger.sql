-- Since when it is not known what became of a message: its absence at the provider counts only after a while.
alter table deliveries add column unknown_since timestamptz(3);

-- The figures at the last stop for too many bounces or complaints; what came before a person resumed counts no more.
alter table email_campaigns add column reputation_base jsonb;
-- More people complained than is healthy, though not enough to stop.
alter table email_campaigns add column complaints_warned_at timestamptz(3);

-- A frozen audience is a great many rows at once, which plans must know of before the vacuum comes by; older servers
-- know no such right.
do $$ begin
  if current_setting('server_version_num')::int >= 170000 then grant maintain on deliveries to crm_app; end if;
end $$;
