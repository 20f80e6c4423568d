#include "check.hpp"

#include "pattern.hpp"
#include "rank.hpp"

#include <algorithm>
#include <bitset>
#include <limits>
#include <utility>

namespace pointsman::filter {
namespace {

using lead::value;

// From so many on, a bit for each of the 100,000 ZIP codes (12.5 kB) is smaller or not much larger
// than a sorted list of them, and one look instead of a search.
constexpr std::size_t zip_bits_from = 64;
constexpr std::size_t zip_code_count = 100'000;

// The number of a five-digit ZIP code, or zip_code_count for a text that is none.
std::size_t zip_number(const value& given) {
    const auto* text = std::get_if<std::string>(&given);
    if (!text || text->size() != 5) return zip_code_count;
    std::size_t number = 0;
    for (const char digit : *text) {
        if (digit < '0' || digit > '9') return zip_code_count;
        number = number * 10 + static_cast<std::size_t>(digit - '0');
    }
    return number;
}

class zip_set final : public value_check {
public:
    explicit zip_set(const std::vector<value>& operands) {
        for (const value& each : operands) {
            if (const auto number = zip_number(each); number < zip_code_count) zips_.set(number);
        }
    }

    bool holds(const value& present) const override {
        const auto number = zip_number(present);
        return number < zip_code_count && zips_[number];
    }

private:
    std::bitset<zip_code_count> zips_;
};

class number_list final : public value_check {
public:
    explicit number_list(const std::vector<value>& operands) {
        for (const value& each : operands) {
            if (const auto rank = rank_of(each)) ranks_.push_back(*rank);
        }
        std::ranges::sort(ranks_);
    }

    bool holds(const value& present) const override {
        const auto rank = rank_of(present);
        return rank && std::ranges::binary_search(ranks_, *rank);
    }

private:
    std::vector<std::int64_t> ranks_;
};

class text_list final : public value_check {
public:
    explicit text_list(const std::vector<value>& operands) {
        for (const value& each : operands) {
            if (const auto* text = std::get_if<std::string>(&each)) texts_.push_back(*text);
        }
        std::ranges::sort(texts_);
    }

    bool holds(const value& present) const override {
        const auto* text = std::get_if<std::string>(&present);
        return text && std::ranges::binary_search(texts_, *text);
    }

private:
    std::vector<std::string> texts_;
};

class range final : public value_check {
public:
    range(std::int64_t least, std::int64_t most) : least_(least), most_(most) {}

    bool holds(const value& present) const override {
        const auto rank = rank_of(present);
        return rank && least_ <= *rank && *rank <= most_;
    }

private:
    std::int64_t least_;
    std::int64_t most_;
};

class pattern final : public value_check {
public:
    explicit pattern(const std::string& text) : compiled_(compile_pattern(text)) {}

    bool holds(const value& present) const override {
        const auto* text = std::get_if<std::string>(&present);
        return text && re2::RE2::PartialMatch(*text, *compiled_);
    }

private:
    std::unique_ptr<const re2::RE2> compiled_;
};

class prefixes final : public value_check {
public:
    explicit prefixes(const std::vector<value>& operands) {
        for (const value& each : operands) {
            if (const auto* text = std::get_if<std::string>(&each)) prefixes_.push_back(*text);
        }
    }

    bool holds(const value& present) const override {
        const auto* text = std::get_if<std::string>(&present);
        return text && std::ranges::any_of(prefixes_, [text](const std::string& prefix) {
                   return text->starts_with(prefix);
               });
    }

private:
    std::vector<std::string> prefixes_;
};

// For `present`: whether the value is there has been asked already.
class any_value final : public value_check {
public:
    bool holds(const value&) const override { return true; }
};

std::unique_ptr<const value_check> make_list(const lead::field& field,
                                             const std::vector<value>& operands) {
    using enum lead::field_type;
    switch (field.type) {
        case integer:
        case decimal:
        case boolean:
        case date: return std::make_unique<number_list>(operands);
        case us_zip:
            if (operands.size() >= zip_bits_from) return std::make_unique<zip_set>(operands);
            return std::make_unique<text_list>(operands);
        default: return std::make_unique<text_list>(operands);
    }
}

std::unique_ptr<const value_check> make_check(const lead::field& field, const test& what) {
    const auto bound = [&what](std::size_t index) {
        return rank_of(what.operands.at(index)).value();
    };
    using limits = std::numeric_limits<std::int64_t>;
    switch (what.op) {
        case operation::in:
        case operation::not_in:
        case operation::is: return make_list(field, what.operands);
        case operation::between: return std::make_unique<range>(bound(0), bound(1));
        case operation::at_least: return std::make_unique<range>(bound(0), limits::max());
        case operation::at_most: return std::make_unique<range>(limits::min(), bound(0));
        case operation::matches:
            return std::make_unique<pattern>(std::get<std::string>(what.operands.at(0)));
        case operation::starts_with: return std::make_unique<prefixes>(what.operands);
        case operation::present: return std::make_unique<any_value>();
    }
    std::unreachable();
}

bool wants_absence(const test& what) {
    return what.op == operation::present && !what.wanted;
}

}  // namespace

ready_test::ready_test(const lead::field& field, const test& what)
    : check_(make_check(field, what)),
      inverted_(what.op == operation::not_in || wants_absence(what)),
      passes_absent_(inverted_) {}

}  // namespace pointsman::filter
