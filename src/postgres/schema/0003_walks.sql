-- What a lead's walks did. The keys leave room for more walks, sales and posts of one lead.
create table posting (
    lead_id    uuid        not null,
    walk       integer     not null,
    order_name text        not null,
    attempt    integer     not null,
    buyer      text        not null,
    at         timestamptz not null,
    price      bigint      not null,
    payout     bigint      not null,
    node       smallint    not null,
    epoch      integer     not null,
    primary key (lead_id, walk, order_name, attempt)
) partition by range (lead_id);

-- A walk may end twice: as `pending` when a post's answer is unknown, and finally when that is settled.
create table outcome (
    lead_id    uuid        not null,
    walk       integer     not null,
    final      boolean     not null,
    at         timestamptz not null,
    elapsed_us bigint      not null,
    seller     text        not null,
    vertical   text        not null,
    status     text        not null,
    reason     text        not null,
    currency   char(3),
    answer     bytea       not null,  -- sealed
    events     json        not null,
    node       smallint    not null,
    epoch      integer     not null,
    primary key (lead_id, walk, final),
    check (final = (status <> 'pending'))
) partition by range (lead_id);

create table candidate (
    lead_id    uuid     not null,
    walk       integer  not null,
    final      boolean  not null,
    position   integer  not null,
    order_name text     not null,
    buyer      text     not null,
    tier       text     not null,
    reason     text     not null,
    detail     text     not null,
    node       smallint not null,
    epoch      integer  not null,
    primary key (lead_id, walk, final, position)
) partition by range (lead_id);

create table attempt (
    lead_id     uuid        not null,
    walk        integer     not null,
    order_name  text        not null,
    phase       text        not null check (phase in ('ping', 'post')),
    attempt     integer     not null,
    final       boolean     not null,  -- of the outcome that it was written with
    position    integer     not null,
    buyer       text        not null,
    started_at  timestamptz not null,
    elapsed_us  bigint,
    result      text        not null,
    detail      text        not null,
    http_status integer     not null,
    price       bigint,
    reply       bytea       not null,  -- sealed
    node        smallint    not null,
    epoch       integer     not null,
    primary key (lead_id, walk, order_name, phase, attempt)
) partition by range (lead_id);

create table late_reply (
    lead_id    uuid        not null,
    walk       integer     not null,
    order_name text        not null,
    phase      text        not null check (phase in ('ping', 'post')),
    attempt    integer     not null,
    at         timestamptz not null,
    elapsed_us bigint      not null,
    result     text        not null,
    price      bigint,
    reply      bytea       not null,  -- sealed
    node       smallint    not null,
    epoch      integer     not null,
    primary key (lead_id, walk, order_name, phase, attempt)
) partition by range (lead_id);

-- Records that PostgreSQL refused for what they hold, each with the reason and all its fields as ASCII JSON.
create table poisoned (
    batch    uuid        primary key,
    at       timestamptz not null default now(),
    kind     text        not null,
    lead_id  uuid        not null,
    sqlstate text        not null,
    message  text        not null,
    record   text        not null,
    node     smallint    not null,
    epoch    integer     not null
);
