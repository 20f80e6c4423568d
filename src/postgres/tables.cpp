#include "tables.hpp"

#include <pointsman/base/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace pointsman::postgres {

namespace {

// The columns as "name type", in the order in which batch_rows gives their values. "text>text[]":
// each element is a text that is cast, here to an array of its own.
struct definition {
    std::string_view name;
    std::string_view columns;
};

constexpr std::array<definition, table_count> definitions{{
    {"attempt",
     "lead_id uuid,walk integer,order_name text,phase text,attempt integer,final boolean,position "
     "integer,buyer text,"
     "started_at timestamptz,elapsed_us bigint,result text,detail text,http_status integer,price "
     "bigint,reply bytea"},
    {"candidate",
     "lead_id uuid,walk integer,final boolean,position integer,order_name text,buyer text,tier "
     "text,reason text,"
     "detail text"},
    {"duplicate_key",
     "key bytea,lead_id uuid,at timestamptz,seller text,source text,vertical text"},
    {"follow_up",
     "lead_id uuid,walk integer,order_name text,attempt integer,kind text,number integer,buyer "
     "text,at timestamptz"},
    {"follow_up_end",
     "lead_id uuid,walk integer,order_name text,attempt integer,kind text,begun_at "
     "timestamptz,elapsed_us bigint,result text,detail text,http_status integer,reply bytea"},
    {"idempotency_key", "seller text,key text,lead_id uuid,at timestamptz,body_hash bytea"},
    {"late_reply",
     "lead_id uuid,walk integer,order_name text,phase text,attempt integer,at "
     "timestamptz,elapsed_us bigint,"
     "result text,price bigint,reply bytea"},
    {"lead",
     "lead_id uuid,at timestamptz,seller text,source text,sub_ids text>text[],vertical text,tree "
     "text,currency text,ref text,"
     "idempotency_key text,test boolean,min_price bigint,max_wait_ms bigint,plan_hash bytea,seed "
     "bigint,fields json,"
     "candidates json"},
    {"lead_key", "lead_id uuid,wrapped_key bytea"},
    {"lead_personal", "lead_id uuid,sealed bytea"},
    {"ledger_entry",
     "lead_id uuid,walk integer,kind text,line integer,at timestamptz,account text,party "
     "text,currency text,"
     "amount bigint"},
    {"outcome",
     "lead_id uuid,walk integer,final boolean,at timestamptz,elapsed_us bigint,seller "
     "text,vertical text,status text,"
     "reason text,currency text,answer bytea,events json"},
    {"personal_hash", "kind text,hash bytea,lead_id uuid"},
    {"posting",
     "lead_id uuid,walk integer,order_name text,attempt integer,buyer text,at timestamptz,price "
     "bigint,"
     "payout bigint,tier text,currency text,holds boolean,settle_at timestamptz,settle_as "
     "text,captured bytea,pays_basis_points integer,pays_fixed bigint,min_margin bigint,floor "
     "bigint,min_payout bigint"},
    {"refusal",
     "lead_id uuid,at timestamptz,seller text,vertical text,ref text,reason text,problems json"},
    {"resale", "lead_id uuid,of_lead_id uuid,of_slot integer,attempt integer,at timestamptz"},
    {"sale",
     "lead_id uuid,slot integer,walk integer,at timestamptz,order_name text,buyer text,seller "
     "text,vertical text,"
     "reference text,currency text,price bigint,payout bigint,margin bigint"},
    {"untaken_accept",
     "lead_id uuid,walk integer,order_name text,attempt integer,at timestamptz,buyer text,price "
     "bigint,came_by text"},
    {"void_answer",
     "lead_id uuid,walk integer,order_name text,attempt integer,at timestamptz,buyer "
     "text,posted_at timestamptz,contradiction boolean,said text,came_by text,reference text,price "
     "bigint"},
}};

const definition& definition_of(table which) {
    return definitions.at(static_cast<std::size_t>(which));
}

}  // namespace

std::string_view name_of(table which) {
    return definition_of(which).name;
}

std::size_t column_count(table which) {
    return static_cast<std::size_t>(std::ranges::count(definition_of(which).columns, ',')) + 1;
}

std::string insert_statement(table which) {
    std::string names;
    std::string arrays;
    std::string values;
    std::size_t number = 0;
    for (const std::string_view column : base::split(definition_of(which).columns, ',')) {
        const auto words = base::split(column, ' ');
        const auto types = base::split(words[1], '>');
        const std::string_view comma = number++ > 0 ? ", " : "";
        names += fmt::format("{}{}", comma, words[0]);
        arrays += fmt::format("{}${}::{}[]", comma, number, types[0]);
        values += fmt::format("{}u.{}::{}", comma, words[0], types.back());
    }
    return fmt::format(
        "insert into {0} ({1}, node, epoch) select {2}, ${3}::smallint, ${4}::integer from "
        "unnest({5}) as u({1})",
        name_of(which), names, values, number + 1, number + 2, arrays);
}

}  // namespace pointsman::postgres
