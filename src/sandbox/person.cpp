#include "person.hpp"

#include <pointsman/base/text.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace pointsman::sandbox {
namespace {

constexpr std::array first_names = {
    "Aaron",  "Alice",  "Amara",  "Andre",   "Angela",  "Anita",  "Ben",     "Bianca",  "Brenda",
    "Carlos", "Carmen", "Cedric", "Chloe",   "Daniel",  "Darius", "Deepa",   "Diego",   "Dolores",
    "Elena",  "Eli",    "Emily",  "Farah",   "Felix",   "Fiona",  "Gavin",   "Gloria",  "Hana",
    "Harold", "Hector", "Imani",  "Irene",   "Isaac",   "Jada",   "Jasmine", "Joel",    "Jorge",
    "Karen",  "Keisha", "Kenji",  "Laura",   "Leon",    "Lucia",  "Malik",   "Marcus",  "Mei",
    "Nadia",  "Nathan", "Nora",   "Omar",    "Patrice", "Pedro",  "Priya",   "Quentin", "Rachel",
    "Rafael", "Renee",  "Roland", "Rosa",    "Samuel",  "Selena", "Sofia",   "Stephen", "Tamara",
    "Teresa", "Theo",   "Tobias", "Valerie", "Victor",  "Wanda",  "Yusuf"};

constexpr std::array last_names = {
    "Abbott",   "Acosta",   "Adeyemi",   "Alvarez",    "Anders",    "Arroyo",     "Bauer",
    "Benitez",  "Bishop",   "Boone",     "Brandt",     "Calloway",  "Castillo",   "Chandra",
    "Chen",     "Cisneros", "Coleman",   "Dang",       "Delgado",   "Donovan",    "Eastman",
    "Escobar",  "Farrell",  "Fischer",   "Fuentes",    "Gallagher", "Garrison",   "Goldberg",
    "Gupta",    "Hampton",  "Hendricks", "Herrera",    "Huang",     "Ibrahim",    "Jimenez",
    "Kaplan",   "Kaur",     "Keller",    "Kowalski",   "Lam",       "Larsen",     "Lindgren",
    "Lozano",   "Maddox",   "Marquez",   "McAllister", "Mehta",     "Moreau",     "Nakamura",
    "Navarro",  "Nguyen",   "O'Brien",   "Okafor",     "Ortega",    "Osborne",    "Pacheco",
    "Patel",    "Pham",     "Quintero",  "Ramsey",     "Reyes",     "Rosales",    "Salazar",
    "Santos",   "Schmidt",  "Serrano",   "Singh",      "Sokolov",   "Strickland", "Tanaka",
    "Thornton", "Trujillo", "Vance",     "Vargas",     "Villa",     "Wagner",     "Whitaker",
    "Yamada",   "Zamora",   "Zimmerman"};

constexpr std::array streets = {"Alder St",  "Birch Ave", "Canal St", "Cedar Ln", "Chestnut St",
                                "Elm St",    "Grove Rd",  "Hill St",  "Lake Dr",  "Main St",
                                "Maple Ave", "Mill Rd",   "Oak St",   "Park Ave", "Ridge Rd",
                                "River Rd",  "Spring St", "Walnut St"};

constexpr std::array mail_hosts = {"example.com", "example.net", "example.org"};

// Most buyers of these goods are between thirty and sixty: the mean of three dice over 18 to 85.
std::int64_t draw_age(random& dice) {
    const double mean = (dice.unit() + dice.unit() + dice.unit()) / 3;
    return 18 + static_cast<std::int64_t>(mean * 68);
}

// Somebody who turned `age` within the last year; the day of the month stays below 29 so that every
// date exists.
std::chrono::year_month_day draw_birth_date(random& dice, std::int64_t age, base::wall_time now) {
    using namespace std::chrono;
    const year_month_day today{floor<days>(now)};
    const year_month_day birthday = today.year() / today.month() / std::min(today.day(), day{28});
    const sys_days turned = sys_days{birthday} - days{dice.between(0, 355)};
    const year_month_day last{turned};
    return (last.year() - years{age}) / last.month() / std::min(last.day(), day{28});
}

std::string draw_credit(random& dice, std::int64_t age) {
    const double score = dice.unit() + static_cast<double>(age - 40) / 200;
    if (score < 0.18) return "poor";
    if (score < 0.45) return "fair";
    return score < 0.78 ? "good" : "excellent";
}

std::string letters_of(std::string_view name) {
    std::string text = base::to_lower(name);
    std::erase(text, '\'');
    return text;
}

// E.164 "+12025550123" as people type it: half of them plainly, the others with signs in between.
std::string typed_phone(random& dice, const std::string& phone) {
    if (dice.chance(0.5)) return phone;
    const std::string_view digits = std::string_view(phone).substr(2);
    return fmt::format("({}) {}-{}", digits.substr(0, 3), digits.substr(3, 3), digits.substr(6));
}

}  // namespace

person make_person(const geography& where, random& dice, base::wall_time now) {
    person who;
    who.home = where.draw(dice);
    who.age = draw_age(dice);
    who.born = draw_birth_date(dice, who.age, now);
    who.first_name = dice.pick(first_names);
    who.last_name = dice.pick(last_names);
    who.email = fmt::format("{}.{}{}@{}", letters_of(who.first_name), letters_of(who.last_name),
                            dice.between(1, 9999), dice.pick(mail_hosts));
    who.phone = fmt::format("+1{}55501{:02}", who.home.area_code, dice.between(0, 99));
    who.typed_phone = typed_phone(dice, who.phone);
    who.address = fmt::format("{} {}", dice.between(1, 9899), dice.pick(streets));
    who.credit = draw_credit(dice, who.age);
    who.homeowner = dice.chance(std::clamp(static_cast<double>(who.age - 15) / 60, 0.1, 0.8));
    return who;
}

void add_contact(nlohmann::json& fields, const person& who) {
    fields["first_name"] = who.first_name;
    fields["last_name"] = who.last_name;
    fields["email"] = who.email;
    fields["phone"] = who.typed_phone;
    fields["address"] = who.address;
}

std::string to_text(std::chrono::year_month_day day) {
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                       static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

}  // namespace pointsman::sandbox
