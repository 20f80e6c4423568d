#include <pointsman/ledger/statement.hpp>

#include <string_view>

namespace pointsman::ledger {
namespace {

using base::money;

std::string quoted(std::string_view text) {
    std::string cell;
    // OWASP: CSV injection.
    if (!text.empty() && std::string_view("=+-@\t\r").contains(text.front())) cell = "'";
    cell += text;
    if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
    std::string escaped = "\"";
    for (const char letter : cell) {
        if (letter == '"') escaped += '"';
        escaped += letter;
    }
    return escaped + '"';
}

void add_line(std::string& csv, const statement_line& line, const std::string& currency,
              const std::string& amount, money balance) {
    csv += base::to_rfc3339(line.at) + ',' + quoted(line.kind) + ',' + quoted(line.transaction) +
           ',' + quoted(line.detail) + ',' + currency + ',' + amount + ',' +
           base::to_text(balance) + "\r\n";
}

}  // namespace

std::string to_csv(const statement& what) {
    std::string csv = "at,kind,transaction,detail,currency,amount,balance\r\n";
    for (const statement_part& part : what.parts) {
        money balance = part.opening;
        add_line(csv, {what.since, "opening", "", "", {}}, part.currency, "", balance);
        for (const statement_line& line : part.lines) {
            balance += line.amount;
            add_line(csv, line, part.currency, base::to_text(line.amount), balance);
        }
        add_line(csv, {what.until, "closing", "", "", {}}, part.currency, "", part.closing);
    }
    return csv;
}

}  // namespace pointsman::ledger
