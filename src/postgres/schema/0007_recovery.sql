-- What recovery and settlement must know without compiling the plan that a lead was walked with.
alter table lead add column currency text not null default '';

alter table posting
    add column tier      text    not null default '',
    add column currency  text    not null default '',
    add column holds     boolean not null default true,  -- no_answer: silence holds the lead
    add column settle_at timestamptz,                    -- when silence is settled, and as what
    add column settle_as text    not null default 'rejected' check (settle_as in ('sold', 'rejected'));

-- What a copy of a request is known by: the seller's own key, else its ref, else the body's hash. The body's keyed
-- hash tells a copy from another request under the same key.
alter table idempotency_key add column body_hash bytea check (length(body_hash) = 32);

create index idempotency_key_by_time on idempotency_key (seller, key, at);

-- Posts whose answer is unknown, among millions of outcomes.
create index outcome_pending on outcome (lead_id) where not final;

-- Up to which epoch of a node everything was brought to an end: the next recovery looks no further back than to the
-- start of that epoch.
create table recovery (
    node  smallint    not null,
    epoch integer     not null,
    began timestamptz not null,  -- the epoch that recovered
    primary key (node, epoch)
);

grant select, insert on recovery to pointsman_server;
