-- A node is one server; its epoch counts its starts. Nothing is ever written for an epoch that is over: a server that
-- was paused, presumed dead and replaced must not wake up and sell leads (design 3.5).
create table node (
    id    smallint generated always as identity primary key,
    name  text     not null unique,
    epoch integer  not null
);

-- One row a transaction, written first. Its key settles what became of a commit whose answer was lost, and keeps a
-- second try waiting for as long as the first may still commit.
create table batch (
    id      uuid        primary key,
    node    smallint    not null,
    epoch   integer     not null,
    records integer     not null,
    at      timestamptz not null default now()
);

-- Holding the node's row until the commit makes the next epoch wait for the transactions of this one.
create function refuse_old_epoch() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform from node where id = new.node and epoch = new.epoch for share;
    if not found then
        raise exception 'epoch % of node % is over', new.epoch, new.node using errcode = 'PM001';
    end if;
    return new;
end $$;

create trigger only_the_current_epoch before insert on batch
    for each row execute function refuse_old_epoch();

-- Begins a new epoch of a node, which is added when it is new.
create function begin_epoch(node_name text, out node smallint, out epoch integer)
    language sql security definer set search_path = public, pg_temp as $$
    insert into node as n (name, epoch) values (node_name, 1)
    on conflict (name) do update set epoch = n.epoch + 1
    returning n.id, n.epoch;
$$;

revoke execute on function refuse_old_epoch(), begin_epoch(text) from public;

-- All files of a configuration, secrets left out, by the hash of their content.
create table plan (
    hash  bytea       primary key check (length(hash) = 32),
    files jsonb       not null,
    at    timestamptz not null default now()
);
