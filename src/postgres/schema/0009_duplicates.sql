-- What a lead is found by when the same consumer comes again: keyed hashes, no personal data, of the fields that the
-- duplicate rules name. What a rule asks of an earlier lead that was merely seen stands here too, so that such a look-up
-- reads this table alone and goes on working when the lead itself has been dropped by age. Test leads have no rows.
--
-- Not partitioned: a look-up knows the key and not the day, and would have to search every day of its window, up to 400
-- of them. Rows go by age in pieces:
--     delete from duplicate_key where lead_id < first_lead_id(current_date - 430)
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

-- What has happened since then to the leads with one of these keys that were received since an earlier time: seen, posted
-- or sold; for each key, event, seller, source, vertical and buyer the latest. A post whose walk has no final outcome, and
-- whose answer was no plain one, is not settled: it may be a sale (a crash, an unknown answer, a walk still under way).
-- One of which provably nothing was sent is left out.
--
-- A function, because the tables of walks are partitioned: planning a join with all their days takes 60 ms, with those of
-- the leads found less than one. Of so many leads at most, the latest, posts are looked at; sales of all.
create function past_events(keys bytea[], received_since timestamptz, since timestamptz, besides uuid, most_leads integer)
    returns table (key bytea, lead_id uuid, at timestamptz, seller text, source text, vertical text, what text,
                   settled boolean, buyer text)
    language plpgsql stable set search_path = public, pg_temp as $$
declare
    leads uuid[];
begin
    select array_agg(found.lead_id) into leads from (
        select distinct k.lead_id from duplicate_key k
        where k.key = any(keys) and k.at >= received_since and k.lead_id <> besides
        order by k.lead_id desc limit most_leads) as found;
    if leads is null then
        return;
    end if;
    return query execute $query$
        with earlier as materialized (
            select key, lead_id, at, seller, source, vertical from duplicate_key
            where key = any($1) and at >= $2 and lead_id <> $4),
        post as materialized (
            select posting.lead_id, posting.walk, posting.order_name, posting.attempt, posting.at, posting.buyer
            from posting where posting.lead_id = any($5)),
        answer as materialized (
            select attempt.lead_id, attempt.walk, attempt.order_name, attempt.attempt, attempt.result
            from attempt where attempt.lead_id = any($5) and attempt.phase = 'post'),
        ended as materialized (
            select outcome.lead_id, outcome.walk from outcome where outcome.lead_id = any($5) and outcome.final),
        event as (
            select earlier.*, 'seen' as what, true as settled, '' as buyer from earlier
            union all
            select earlier.key, lead_id, post.at, earlier.seller, earlier.source, earlier.vertical, 'posted',
                   ended.walk is not null or coalesce(result not in ('unknown', 'interrupted'), false), post.buyer
            from earlier join post using (lead_id)
            left join answer using (lead_id, walk, order_name, attempt)
            left join ended using (lead_id, walk)
            where result is distinct from 'unsent'
            union all
            select earlier.key, lead_id, sale.at, earlier.seller, earlier.source, earlier.vertical, 'sold', true, sale.buyer
            from earlier join sale using (lead_id)
            where not exists (select from return_decision as back
                              where back.lead_id = sale.lead_id and back.slot = sale.slot
                                and back.decision = 'accepted'))
        select distinct on (key, what, settled, seller, source, vertical, buyer) *
        from event where at >= $3
        order by key, what, settled, seller, source, vertical, buyer, at desc, lead_id
        $query$ using keys, received_since, since, besides, leads;
end $$;

revoke execute on function past_events(bytea[], timestamptz, timestamptz, uuid, integer) from public;

grant select, insert on duplicate_key to pointsman_server;
grant execute on function past_events(bytea[], timestamptz, timestamptz, uuid, integer) to pointsman_server;

-- As before (0008), and the keys that duplicates are found by go as well.
create or replace function erase_person(batch_id uuid, asked_at timestamptz, who_asked text, hash_kind text, person bytea)
    returns bigint
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    writer batch;
    found  uuid[];
    erased bigint;
begin
    select * into strict writer from batch where id = batch_id;
    select coalesce(array_agg(lead_id), '{}') into found from personal_hash where kind = hash_kind and hash = person;
    delete from lead_key where lead_id = any (found);
    delete from personal_hash where lead_id = any (found);
    delete from duplicate_key where lead_id = any (found);
    delete from poisoned where kind = 'received' and position(encode(person, 'hex') in record) > 0;
    get diagnostics erased = row_count;
    erased := erased + cardinality(found);
    insert into erasure (id, at, asked_by, kind, leads, node, epoch)
        values (batch_id, asked_at, who_asked, hash_kind, erased, writer.node, writer.epoch);
    return erased;
end $$;
