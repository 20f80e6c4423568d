-- A person may be erased while a returned lead of theirs comes in anew: what was read of it before is not kept after all.
-- At the end of the transaction that writes the new lead, so whatever the order of its rows; only rows of that transaction
-- go, since erase_person alone erases what is stored.
create function forget_with_original() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
begin
    -- Whoever is just erasing the original is waited for, or waits.
    perform from lead_key where lead_id = new.of_lead_id for key share;
    if not found then
        delete from lead_key where lead_id = new.lead_id and xmin = pg_current_xact_id()::xid;
        delete from personal_hash where lead_id = new.lead_id and xmin = pg_current_xact_id()::xid;
        delete from duplicate_key where lead_id = new.lead_id and xmin = pg_current_xact_id()::xid;
    end if;
    return null;
end $$;

revoke execute on function forget_with_original() from public;

create constraint trigger forget_with_original after insert on resale deferrable initially deferred
    for each row execute function forget_with_original();

-- As before (0009), but until nothing is found: while the keys of a lead were waited for, its resale may have been written.
create or replace function erase_person(batch_id uuid, asked_at timestamptz, who_asked text, hash_kind text, person bytea)
    returns bigint
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    writer batch;
    found  uuid[];
    erased bigint;
    set_aside bigint;
begin
    select * into strict writer from batch where id = batch_id;
    erased := 0;
    loop
        select array_agg(lead_id) into found from personal_hash where kind = hash_kind and hash = person;
        exit when found is null;
        delete from lead_key where lead_id = any (found);
        delete from personal_hash where lead_id = any (found);
        delete from duplicate_key where lead_id = any (found);
        erased := erased + cardinality(found);
    end loop;
    delete from poisoned where kind = 'received' and position(encode(person, 'hex') in record) > 0;
    get diagnostics set_aside = row_count;
    insert into erasure (id, at, asked_by, kind, leads, node, epoch)
        values (batch_id, asked_at, who_asked, hash_kind, erased + set_aside, writer.node, writer.epoch);
    return erased + set_aside;
end $$;
