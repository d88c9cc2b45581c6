-- A frequency cap counts what is claimed as well: two campaigns that claim one address at the same time would
-- otherwise both pass.
drop index deliveries_of_address;
create index deliveries_of_address on deliveries (practice_id, address_index, accepted_at)
  where address_index is not null and state in ('ACCEPTED', 'UNKNOWN', 'SENDING', 'CLAIMED');
