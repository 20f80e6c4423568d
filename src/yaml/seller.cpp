#include "caps.hpp"
#include "kinds.hpp"
#include "mapping.hpp"
#include "pause.hpp"
#include "returns.hpp"
#include "secrets.hpp"

#include <fmt/format.h>

namespace pointsman::yaml {

namespace {

constexpr std::size_t max_source_bytes = 64;  // as long as a submission's `source` may be

// `inherited` holds the program's terms when a source's are read: a source that changes the share
// keeps the margin.
std::optional<ledger::payout_terms> read_payout(const node& given, ledger::payout_terms inherited,
                                                report& problems) {
    const mapping at(given, {"percent", "fixed", "min_margin"}, problems);
    ledger::payout_terms terms = inherited;
    const std::string_view way = at.exactly_one_of({"percent", "fixed"});
    bool is_valid = !way.empty();
    if (way == "percent") {
        base::basis_points share;
        is_valid = at.required("percent", share);
        terms.pays = share;
    } else if (way == "fixed") {
        base::money amount;
        is_valid = at.required("fixed", amount);
        terms.pays = amount;
    }
    at.optional("min_margin", terms.min_margin);
    if (!is_valid) return std::nullopt;
    return terms;
}

plan::source_terms read_source(const node& given, const ledger::payout_terms& program,
                               report& problems) {
    const mapping at(given, {"payout", "refuse"}, problems);
    plan::source_terms source;
    at.optional("refuse", source.refuse);
    if (const node* payout = at.find("payout"))
        source.payout = read_payout(*payout, program, problems);
    return source;
}

void read_sources(const node& given, plan::program& into, report& problems) {
    for (const member& each : members_of(given, problems)) {
        if (each.key.text.empty() || each.key.text.size() > max_source_bytes)
            problems.error(each.key.at,
                           fmt::format("a source has 1 to {} bytes", max_source_bytes));
        into.sources.emplace(each.key.text, read_source(each.value, into.payout, problems));
    }
}

plan::tree_number read_tree_of(const node& given, plan::vertical_number vertical,
                               draft& everything) {
    const auto tree = everything.trees.find(given, everything.problems);
    if (!tree) return unknown_number;
    const plan::tree& chosen = everything.plan->trees[*tree];
    const bool both_known = vertical != unknown_number && chosen.vertical != unknown_number;
    if (both_known && chosen.vertical != vertical)
        everything.problems.error(given.at,
                                  fmt::format("tree \"{}\" is for vertical \"{}\"", chosen.name,
                                              everything.plan->verticals[chosen.vertical].name));
    return *tree;
}

// Without a tree of its own it is the program's.
plan::resale read_resale_of(const node& given, const plan::program& program, draft& into) {
    const mapping at(given, {"reasons", "within", "times", "tree"}, into.problems);
    plan::resale resale{read_resale(at, into.problems), program.tree};
    const node* tree = at.find("tree");
    if (tree == nullptr) return resale;
    resale.tree = read_tree_of(*tree, program.vertical, into);
    if (resale.tree == unknown_number || program.tree == unknown_number) return resale;
    const std::string& currency = into.plan->trees[program.tree].currency;
    if (into.plan->trees[resale.tree].currency != currency)
        into.problems.error(tree->at,
                            fmt::format("expected a tree in {}, as the program's", currency));
    return resale;
}

plan::program read_program(const member& given, const plan::seller& seller, const cap::zone& zone,
                           draft& into) {
    const mapping at(given.value, {"tree", "payout", "sources", "returns", "resale", "caps"},
                     into.problems, {"quote", "callback", "rate_limit"});
    plan::program program;
    program.vertical = into.verticals.find(given.key, into.problems).value_or(unknown_number);
    if (const node* tree = at.require("tree"))
        program.tree = read_tree_of(*tree, program.vertical, into);
    if (const node* payout = at.require("payout"))
        program.payout = read_payout(*payout, {}, into.problems).value_or(ledger::payout_terms{});
    if (const node* sources = at.find("sources")) read_sources(*sources, program, into.problems);
    if (const node* returns = at.find("returns"))
        program.returns = read_seller_returns(*returns, into.problems);
    if (const node* resale = at.find("resale"))
        program.resale = read_resale_of(*resale, program, into);
    std::optional<plan::vertical_number> vertical;
    if (program.vertical != unknown_number) vertical = program.vertical;
    if (const node* caps = at.find("caps"))
        program.caps = read_caps(
            *caps, {cap::owner::seller, plan::program_name(seller.name, given.key.text), zone},
            vertical, into);
    return program;
}

}  // namespace

void read_seller(const node& root, std::string_view, draft& into) {
    const mapping at(root, {"seller", "keys", "paused", "zone", "programs"}, into.problems,
                     {"callback", "rate_limit", "webhooks"});
    plan::seller seller;
    if (at.required("seller", seller.name, a_name))
        into.sellers.add(*at.find("seller"),
                         static_cast<plan::seller_number>(into.plan->sellers.size()),
                         into.problems);
    if (const node* keys = at.require("keys")) read_keys(*keys, seller.keys, into);
    if (const node* paused = at.find("paused")) seller.paused = read_pause(*paused, into);
    cap::zone zone;
    at.optional("zone", zone);
    if (const node* programs = at.require("programs")) {
        for (const member& each : members_of(*programs, into.problems))
            seller.programs.emplace(each.key.text, read_program(each, seller, zone, into));
    }
    into.plan->sellers.push_back(std::move(seller));
}

}  // namespace pointsman::yaml
