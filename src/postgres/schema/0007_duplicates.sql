-- What a lead is found by when the same consumer comes again: keyed hashes, no personal data, of the fields that the
-- duplicate rules name. What a rule asks of an earlier lead that was merely seen stands here too, so that such a look-up
-- reads this table alone and goes on working when the lead itself has been dropped by age. Test leads have no rows.
--
-- Not partitioned: a look-up knows the key and not the day, and would have to search every day of its window, up to two
-- years of them. Rows are some 150 bytes, and go by age in pieces:
--     delete from duplicate_key where lead_id < first_lead_id(current_date - 400)
create table duplicate_key (
    key      bytea       not null check (length(key) = 32),
    lead_id  uuid        not null,
    at       timestamptz not null,
    seller   text        not null,
    source   text        not null,
    vertical text        not null,
    node     smallint    not null,
    epoch    integer     not null,
    primary key (key, lead_id)
);

create index on duplicate_key (lead_id);

grant select, insert on duplicate_key to pointsman_server;
