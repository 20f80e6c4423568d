-- The server may read and add; it can neither change nor remove anything, nor make its own tables. (The role itself is
-- made by migrate, since it is shared by all databases of a cluster.)
revoke create on schema public from public;
grant usage on schema public to pointsman_server;

grant select, insert on
    batch, plan, lead, lead_personal, lead_key, personal_hash, idempotency_key, refusal, posting, outcome, candidate,
    attempt, late_reply, poisoned, sale, ledger_entry
    to pointsman_server;
grant select on node, schema_version to pointsman_server;
grant execute on function begin_epoch(text), ensure_partitions(integer) to pointsman_server;
