-- What the ping's reply told for later calls about the post, such as a reference: JSON, sealed with the lead's key.
alter table posting add column captured bytea not null default '';

-- Answers of buyers to posts that came too late to count. Not partitioned: few, and they are settled by people, perhaps
-- long after. The time is part of the key, for a buyer may say it twice; the first row counts.
create table void_answer (
    lead_id       uuid        not null,
    walk          integer     not null,
    order_name    text        not null,
    attempt       integer     not null,
    at            timestamptz not null,
    buyer         text        not null,
    posted_at     timestamptz not null,
    contradiction boolean     not null,  -- of how the post was settled; else an accept after silence that was a refusal
    said          text        not null check (said in ('sold', 'rejected')),
    came_by       text        not null check (came_by in ('late_reply', 'webhook', 'status', 'repost')),
    reference     text        not null,
    node          smallint    not null,
    epoch         integer     not null,
    primary key (lead_id, order_name, attempt, walk, at),
    check (contradiction or said = 'sold')
);

create trigger append_only before update or delete or truncate on void_answer
    for each statement execute function refuse_change();

-- Calls to buyers about posts whose walk has ended: the intent, durable before the call leaves, and how it went. One
-- without an end was cut off, and may have been read.
create table follow_up (
    lead_id    uuid        not null,
    walk       integer     not null,
    order_name text        not null,
    attempt    integer     not null,  -- of the post
    kind       text        not null check (kind in ('void_notice', 'status', 'repost')),
    number     integer     not null,
    buyer      text        not null,
    at         timestamptz not null,
    node       smallint    not null,
    epoch      integer     not null,
    primary key (lead_id, walk, order_name, attempt, kind, at)
) partition by range (lead_id);

create table follow_up_end (
    lead_id     uuid        not null,
    walk        integer     not null,
    order_name  text        not null,
    attempt     integer     not null,
    kind        text        not null check (kind in ('void_notice', 'status', 'repost')),
    begun_at    timestamptz not null,
    elapsed_us  bigint      not null,
    result      text        not null,
    detail      text        not null,
    http_status integer     not null,
    reply       bytea       not null,  -- sealed
    node        smallint    not null,
    epoch       integer     not null,
    primary key (lead_id, walk, order_name, attempt, kind, begun_at)
) partition by range (lead_id);

create table follow_up_default partition of follow_up default;
create table follow_up_end_default partition of follow_up_end default;

grant select, insert on void_answer, follow_up, follow_up_end to pointsman_server;
