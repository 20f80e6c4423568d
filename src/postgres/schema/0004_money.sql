-- Sales and the ledger are not partitioned: they outlive the leads, and a lead's place is sold once for all time.
create table sale (
    lead_id    uuid        not null,
    slot       integer     not null,  -- 0: exclusive
    walk       integer     not null,
    at         timestamptz not null,
    order_name text        not null,
    buyer      text        not null,
    seller     text        not null,
    vertical   text        not null,
    reference  text        not null,
    currency   char(3)     not null check (currency ~ '^[A-Z]{3}$'),
    price      bigint      not null check (price >= 0),
    payout     bigint      not null check (payout >= 0),
    margin     bigint      not null,
    node       smallint    not null,
    epoch      integer     not null,
    primary key (lead_id, slot),
    check (price = payout + margin)
);

create index on sale (order_name, at);

-- Double entry. `kind` and (lead_id, walk) name the transaction.
create table ledger_entry (
    lead_id  uuid        not null,
    walk     integer     not null,
    kind     text        not null,
    line     integer     not null,
    at       timestamptz not null,
    account  text        not null check (account in ('buyer', 'seller', 'margin')),
    party    text        not null,
    currency char(3)     not null check (currency ~ '^[A-Z]{3}$'),
    amount   bigint      not null,
    node     smallint    not null,
    epoch    integer     not null,
    primary key (lead_id, walk, kind, line)
);

create index on ledger_entry (account, party, at);

-- The lines of a transaction are written by one statement and sum to zero, in one currency.
create function refuse_unbalanced_entries() returns trigger
    language plpgsql set search_path = public, pg_temp as $$
declare
    wrong record;
begin
    select lead_id, walk, kind into wrong from added
    group by lead_id, walk, kind having sum(amount) <> 0 or count(distinct currency) <> 1 limit 1;
    if found then
        raise exception 'ledger entries of lead %, walk % (%) do not balance', wrong.lead_id, wrong.walk, wrong.kind
            using errcode = 'check_violation';
    end if;
    return null;
end $$;

create trigger entries_balance after insert on ledger_entry
    referencing new table as added
    for each statement execute function refuse_unbalanced_entries();

-- Privileges keep the server from changing what is written; this keeps the owner from doing so by mistake.
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;

create trigger append_only before update or delete or truncate on ledger_entry
    for each statement execute function refuse_change();
create trigger append_only before update or delete or truncate on sale
    for each statement execute function refuse_change();
