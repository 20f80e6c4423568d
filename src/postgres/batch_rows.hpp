#pragma once

#include <pointsman/journal/record.hpp>

#include <array>
#include <string>
#include <vector>

#include "array_literal.hpp"
#include "tables.hpp"

namespace pointsman::postgres {

// Turns records into rows, column by column, as the array parameters of insert_statement.
class batch_rows {
public:
    batch_rows();

    void add(const journal::record& entry);

    bool has(table which) const { return !columns(which).front().empty(); }

    // The arrays of one table, which is empty afterwards.
    std::vector<std::string> take(table which);

private:
    using table_columns = std::vector<array_literal>;

    void add_rows(const journal::received& what);
    void add_rows(const journal::refused& what);
    void add_rows(const journal::posting& what);
    void add_rows(const journal::outcome& what);
    void add_rows(const journal::late_reply& what);
    void add_rows(const journal::void_answer& what);
    void add_rows(const journal::untaken_accept& what);
    void add_rows(const journal::follow_up& what);
    void add_rows(const journal::follow_up_end& what);
    template <class Record>
    void add_resale(const Record& what);
    void add_duplicate_keys(const journal::received& what);
    void add_walk(const journal::outcome& what, bool final);
    void add_money(const journal::outcome& what);

    // One row: as many values as the table has columns, in their order.
    template <class... Values>
    void row(table which, const Values&... values);

    const table_columns& columns(table which) const {
        return tables_[static_cast<std::size_t>(which)];
    }

    std::array<table_columns, table_count> tables_;
};

}  // namespace pointsman::postgres
