-- Accepts of posts of unknown answer at a price that cannot be taken: the buyer was not silent, and may own the lead. Until
-- somebody settles the post no contract does. Not partitioned: few, and each waits for people. The time is part of the
-- key, for a buyer may name another price later; the last row counts.
create table untaken_accept (
    lead_id    uuid        not null,
    walk       integer     not null,
    order_name text        not null,
    attempt    integer     not null,
    at         timestamptz not null,
    buyer      text        not null,
    price      bigint      not null,  -- zero: one that nobody could read
    came_by    text        not null check (came_by in ('late_reply', 'webhook', 'status', 'repost')),
    node       smallint    not null,
    epoch      integer     not null,
    primary key (lead_id, walk, order_name, attempt, at)
);

create trigger append_only before update or delete or truncate on untaken_accept
    for each statement execute function refuse_change();

grant select, insert on untaken_accept to pointsman_server;

-- The price that a late accept named, if it named one: an accept at another price than the sale's is a contradiction.
alter table void_answer add column price bigint;
