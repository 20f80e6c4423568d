-- What is received, in the words of include/pointsman/journal/record.hpp. Every row carries the node and epoch that
-- wrote it. Tables that grow with the leads are partitioned by day (0005). There are no foreign keys: they would cost a
-- look-up a row, and partitions are dropped by age. Amounts are micro-units; where no currency stands beside them, it is
-- that of the lead's tree, in the stored plan. JSON is kept as `json`, byte for byte, since decisions are replayed
-- from it.
create table lead (
    lead_id     uuid        not null primary key,
    at          timestamptz not null,
    seller      text        not null,
    source      text        not null,
    sub_ids     text[]      not null,
    vertical    text        not null,
    tree        text        not null,
    ref         text        not null,
    idempotency_key text    not null,
    test        boolean     not null,
    min_price   bigint,
    max_wait_ms bigint,
    plan_hash   bytea       not null check (length(plan_hash) = 32),
    seed        bigint      not null,  -- the bits of an unsigned number
    fields      json        not null,
    candidates  json        not null,
    node        smallint    not null,
    epoch       integer     not null
) partition by range (lead_id);

-- Personal data, readable only with the lead's key.
create table lead_personal (
    lead_id uuid     not null primary key,
    sealed  bytea    not null,
    node    smallint not null,
    epoch   integer  not null
) partition by range (lead_id);

-- Deleting a key makes the personal data and answers of its lead unreadable for ever, in backups too.
create table lead_key (
    lead_id     uuid     not null primary key,
    wrapped_key bytea    not null,
    node        smallint not null,
    epoch       integer  not null
);

-- Finds the leads of a person by keyed hash.
create table personal_hash (
    kind    text     not null,
    hash    bytea    not null check (length(hash) = 32),
    lead_id uuid     not null,
    node    smallint not null,
    epoch   integer  not null,
    primary key (kind, hash, lead_id)
);

create index on personal_hash (lead_id);

-- Which lead a seller's key stands for. A key may be used again once it is forgotten, so the latest lead counts.
create table idempotency_key (
    seller  text        not null,
    key     text        not null,
    lead_id uuid        not null,
    at      timestamptz not null,
    node    smallint    not null,
    epoch   integer     not null,
    primary key (seller, key, lead_id)
);

-- Submissions that never became leads.
create table refusal (
    lead_id  uuid        not null primary key,
    at       timestamptz not null,
    seller   text        not null,
    vertical text        not null,
    ref      text        not null,
    reason   text        not null,
    problems json        not null,
    node     smallint    not null,
    epoch    integer     not null
) partition by range (lead_id);
