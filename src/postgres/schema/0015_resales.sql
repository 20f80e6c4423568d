-- Returned leads that are sold again. Until when one may be, decided with its return; null: not at all.
alter table return_decision
    add column resell_until timestamptz,
    add check (resell_until is null or decision = 'accepted');

-- Those that may still be are few, whatever has been returned before.
create index on return_decision (resell_until, lead_id, slot) where resell_until is not null;

-- The new lead of a returned sale, or the refusal in its place; written with the lead's (or refusal's) own row. A sale
-- has one, and a further one only after the one before was interrupted when nobody had it yet: the key is why no two of
-- them are ever under way, whatever is tried twice.
create table resale (
    lead_id    uuid        not null primary key,
    of_lead_id uuid        not null,
    of_slot    integer     not null,
    attempt    integer     not null,
    at         timestamptz not null,
    node       smallint    not null,
    epoch      integer     not null,
    unique (of_lead_id, of_slot, attempt),
    foreign key (of_lead_id, of_slot) references return_decision
);

create trigger append_only before update or delete or truncate on resale
    for each statement execute function refuse_change();

grant select, insert on resale to pointsman_server;
