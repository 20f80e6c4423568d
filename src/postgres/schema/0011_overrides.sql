-- Overrides: dated changes to what the configuration says, made by operators. They stand here and not in the files, so
-- that each says who made it and why, and ends by itself. An override never changes; that it was ended is a row of its
-- own.
create table override (
    id       uuid        primary key,
    made_at  timestamptz not null,
    kind     text        not null check (kind in ('pause', 'resume', 'cap')),
    target   text        not null check (target in ('order', 'buyer', 'seller')),
    name     text        not null check (name <> ''),
    cap_on   text        not null default '' check (cap_on in ('', 'ping', 'post', 'sale')),
    cap_per  text        not null default '' check (cap_per in ('', 'hour', 'day', 'week', 'month', 'total')),
    cap_what text        not null default '' check (cap_what in ('', 'count', 'spend')),
    replaces boolean     not null default false,              -- the amount is the whole limit, not an extra
    amount   bigint      not null default 0 check (amount >= 0),  -- leads, or micro-units
    from_at  timestamptz not null,
    until_at timestamptz not null check (until_at > from_at),
    made_by  text        not null check (made_by <> ''),
    reason   text        not null check (reason <> ''),
    node     smallint    not null,
    epoch    integer     not null,
    check ((kind = 'cap') = (cap_on <> '') and (kind = 'cap') = (cap_per <> '') and (kind = 'cap') = (cap_what <> '')),
    check (kind <> 'cap' or target = 'order')
);

create index on override (made_at, id);
create index on override (until_at);

-- Its key is why an override is ended at most once.
create table override_end (
    id       uuid        primary key references override,
    ended_at timestamptz not null,
    ended_by text        not null check (ended_by <> ''),
    reason   text        not null,
    node     smallint    not null,
    epoch    integer     not null
);

do $$
declare
    kept text;
begin
    foreach kept in array array['override', 'override_end'] loop
        execute format('create trigger append_only before update or delete or truncate on %I
                            for each statement execute function refuse_change()', kept);
    end loop;
end $$;

grant select, insert on override, override_end to pointsman_server;
