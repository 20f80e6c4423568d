-- The first id of a day: UUIDv7 begins with the Unix time in milliseconds (RFC 9562, 5.7).
create function first_lead_id(day date) returns uuid language sql immutable strict parallel safe as $$
    select (lpad(to_hex(extract(epoch from day::timestamp)::bigint * 1000), 12, '0') || repeat('0', 20))::uuid
$$;

create view partitioned_table as
    select c.oid, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'p' and n.nspname = 'public';

-- Rows of days without a partition are kept here: late, early or clock trouble must not lose a lead.
do $$
declare
    parent text;
begin
    for parent in select name from partitioned_table loop
        execute format('create table %I partition of %I default', parent || '_default', parent);
    end loop;
end $$;

-- Makes the partitions of today (UTC) and of the coming days where they are missing; returns how many it made. A day
-- that already has rows in the default partition stays there.
create function ensure_partitions(days_ahead integer) returns integer
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    parent text;
    day    date;
    child  text;
    made   integer := 0;
begin
    if days_ahead not between 0 and 60 then
        raise exception 'days_ahead is %, not 0 to 60', days_ahead using errcode = 'invalid_parameter_value';
    end if;
    perform pg_advisory_xact_lock(hashtext('pointsman ensure_partitions'));
    for parent in select name from partitioned_table order by name loop
        for ahead in 0..days_ahead loop
            day := (now() at time zone 'UTC')::date + ahead;
            child := parent || to_char(day, '_YYYYMMDD');
            continue when to_regclass(quote_ident(child)) is not null;
            begin
                execute format('create table %I partition of %I for values from (%L) to (%L)',
                               child, parent, first_lead_id(day), first_lead_id(day + 1));
                made := made + 1;
            exception when check_violation then
                null;  -- the day's first rows are in the default partition
            end;
        end loop;
    end loop;
    return made;
end $$;

revoke execute on function ensure_partitions(integer) from public;
