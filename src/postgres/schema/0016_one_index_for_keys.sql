-- A key is looked up by the primary key (seller, key, lead_id): an id begins with the lead's time, so the last one is the
-- latest lead. A second index on random keys costs each lead a page of its own to change and to log.
drop index idempotency_key_by_time;
