#include <pointsman/sandbox/generator.hpp>

#include <pointsman/lead/lead.hpp>
#include <pointsman/yaml/loader.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <set>

namespace pointsman::sandbox {
namespace {

using nlohmann::json;

base::wall_time midday() {
    return base::wall_time(std::chrono::sys_days(std::chrono::year(2026) / 3 / 14)) +
           std::chrono::hours(12);
}

const geography& real_geography() {
    static const geography where = *read_geography(POINTSMAN_SOURCE_FOLDER "/data");
    return where;
}

generator make_generator(std::uint64_t seed, std::vector<market> markets, double invalid_share) {
    return generator(real_geography(), {seed, std::move(markets), invalid_share, midday()});
}

generator all_markets(std::uint64_t seed, double invalid_share = 0) {
    return make_generator(seed, *parse_markets("all"), invalid_share);
}

TEST(generator, makes_the_same_leads_for_the_same_seed) {
    const generator one = all_markets(5);
    const generator other = all_markets(5);
    EXPECT_EQ(one.make(3).body, other.make(3).body);
    EXPECT_NE(one.make(3).body, one.make(4).body);
    EXPECT_NE(one.make(3).body, all_markets(6).make(3).body);
}

TEST(generator, gives_every_lead_a_ref_of_its_own) {
    std::set<std::string> refs;
    for (std::uint64_t n = 0; n < 500; ++n) refs.insert(all_markets(1).make(n).ref);
    EXPECT_EQ(refs.size(), 500U);
}

TEST(generator, draws_only_the_markets_asked_for) {
    const generator loans = make_generator(1, *parse_markets("loans"), 0);
    for (std::uint64_t n = 0; n < 50; ++n) EXPECT_EQ(loans.make(n).vertical, market::personal_loan);
    EXPECT_FALSE(parse_markets("boats"));
}

// The demo's own configuration is the judge: each vertical's catalogue must accept what is made for
// it.
TEST(generator, makes_fields_that_the_demo_catalogues_accept) {
    const auto files = yaml::read_folder(POINTSMAN_SOURCE_FOLDER "/config");
    ASSERT_TRUE(files);
    cap::book counters;
    const auto config = yaml::load(
        *files, counters, [](std::string_view) { return std::optional<yaml::secret>(); },
        yaml::purpose::stored);
    ASSERT_TRUE(config) << to_text(config.error().front());
    const generator leads = all_markets(9);
    for (std::uint64_t n = 0; n < 600; ++n) {
        const generated_lead lead = leads.make(n);
        const plan::vertical* vertical = config->plan->find_vertical(to_text(lead.vertical));
        ASSERT_NE(vertical, nullptr);
        const auto read = lead::read_fields(vertical->fields, json::parse(lead.body)["fields"],
                                            lead::stage::post, midday());
        ASSERT_TRUE(read) << lead.body << " " << read.error().front().field << " "
                          << read.error().front().what;
    }
}

TEST(generator, agrees_on_age_and_birth_date) {
    const generator insurance = make_generator(2, {market::auto_insurance}, 0);
    for (std::uint64_t n = 0; n < 300; ++n) {
        const json fields = json::parse(insurance.make(n).body)["fields"];
        const std::string born = fields["birth_date"];
        int age = 2026 - std::stoi(born.substr(0, 4));
        if (born.substr(5) > "03-14") --age;
        EXPECT_EQ(fields["age"], age) << born;
    }
}

TEST(generator, makes_nobody_who_could_exist) {
    const generator leads = all_markets(3);
    for (std::uint64_t n = 0; n < 300; ++n) {
        const json personal = json::parse(leads.make(n).personal_json);
        const std::string phone = personal["phone"];
        EXPECT_EQ(phone.size(), 12U);
        EXPECT_EQ(phone.substr(5, 5), "55501");
        EXPECT_NE(personal["email"].get<std::string>().find("@example."), std::string::npos);
    }
}

TEST(generator, spoils_the_share_asked_for) {
    int spoilt = 0;
    const generator leads = all_markets(4, 0.1);
    for (std::uint64_t n = 0; n < 2000; ++n) spoilt += leads.make(n).valid ? 0 : 1;
    EXPECT_NEAR(spoilt, 200, 50);
}

}  // namespace
}  // namespace pointsman::sandbox
