-- The money's afterlife: returns, deposits, and the erasure of personal data.
--
-- A ledger transaction is named by (lead_id, walk, kind). Of a sale and its return lead_id is the lead; a deposit has no
-- lead, so there it is the deposit's own transaction_id. A return's lines are numbered from ten times the sale's slot.
alter table ledger_entry drop constraint ledger_entry_account_check;
alter table ledger_entry add constraint ledger_entry_account_check
    check (account in ('buyer', 'seller', 'margin', 'cash'));

-- That a sale is to be undone; its key is why that happens at most once. These tables grow with the returns, not with
-- the leads, so they can afford foreign keys.
create table sale_return (
    lead_id uuid        not null,
    slot    integer     not null,
    at      timestamptz not null,
    buyer   text        not null,
    reason  text        not null,
    note    bytea       not null,  -- the buyer's; sealed with the lead's key, empty when there is none
    node    smallint    not null,
    epoch   integer     not null,
    primary key (lead_id, slot),
    foreign key (lead_id, slot) references sale
);

-- What became of it; a return without this row waits for an operator.
create table return_decision (
    lead_id    uuid        not null,
    slot       integer     not null,
    at         timestamptz not null,
    decision   text        not null check (decision in ('accepted', 'refused')),
    decided_by text        not null check (decided_by in ('contract', 'operator')),
    note       bytea       not null,  -- the operator's; sealed likewise
    bears      text        check (bears in ('seller', 'network')),  -- the payout
    because    text        not null,  -- why not the seller; empty otherwise
    refills    boolean     not null,  -- the sale counts in no cap any more
    node       smallint    not null,
    epoch      integer     not null,
    primary key (lead_id, slot),
    foreign key (lead_id, slot) references sale_return,
    check ((decision = 'accepted') = (bears is not null)),
    check ((bears is not distinct from 'network') = (because <> ''))
);

create index on sale (buyer, at);
create index on sale (seller, vertical, at);
create index on sale (buyer, reference) where reference <> '';

create table deposit (
    given_id       text        primary key,  -- the operator's own: a second try books nothing
    transaction_id uuid        not null unique,
    at             timestamptz not null,
    buyer          text        not null,
    currency       char(3)     not null check (currency ~ '^[A-Z]{3}$'),
    amount         bigint      not null check (amount > 0),
    note           text        not null,
    node           smallint    not null,
    epoch          integer     not null
);

-- That somebody was forgotten, but not who.
create table erasure (
    id       uuid        primary key references batch,
    at       timestamptz not null,
    asked_by text        not null,
    kind     text        not null,
    leads    bigint      not null,
    node     smallint    not null,
    epoch    integer     not null
);

do $$
declare
    kept text;
begin
    foreach kept in array array['sale_return', 'return_decision', 'deposit', 'erasure'] loop
        execute format('create trigger append_only before update or delete or truncate on %I
                            for each statement execute function refuse_change()', kept);
    end loop;
end $$;

-- Forgets a person: deletes the keys of all leads that carry this keyed hash, which makes their personal data, answers,
-- buyers' replies and notes unreadable for ever, and all hashes of those leads, which would go on telling who holds the
-- master key whether a given person was among them. Records that went wrong are kept as a whole, key included, so those
-- that carry the hash go. The server's role cannot delete; this is the one exception, and it needs a batch of the
-- current epoch. Returns how many leads were erased.
create function erase_person(batch_id uuid, asked_at timestamptz, who_asked text, hash_kind text, person bytea)
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
    delete from poisoned where kind = 'received' and position(encode(person, 'hex') in record) > 0;
    get diagnostics erased = row_count;
    erased := erased + cardinality(found);
    insert into erasure (id, at, asked_by, kind, leads, node, epoch)
        values (batch_id, asked_at, who_asked, hash_kind, erased, writer.node, writer.epoch);
    return erased;
end $$;

revoke execute on function erase_person(uuid, timestamptz, text, text, bytea) from public;
grant execute on function erase_person(uuid, timestamptz, text, text, bytea) to pointsman_server;
grant select, insert on sale_return, return_decision, deposit to pointsman_server;
grant select on erasure to pointsman_server;
