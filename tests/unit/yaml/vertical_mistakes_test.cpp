#include "mistakes.hpp"

#include <gtest/gtest.h>

namespace pointsman::yaml {
namespace {

constexpr const char* vertical = "verticals/auto.yaml";

TEST(vertical_yaml, names_every_mistake_and_its_place) {
    const std::vector<mistake> mistakes{
        {"later_key",
         vertical,
         "vertical: auto\n",
         "vertical: auto\nconsent: {}\n",
         {"verticals/auto.yaml:2:1: error: \"consent\" is not implemented in this version"}},
        {"unknown_type",
         vertical,
         "homeowner:  {type: boolean}",
         "homeowner:  {type: bolean}",
         {"verticals/auto.yaml:7:22: error: there is no type \"bolean\"; did you mean "
          "\"boolean\"?"}},
        {"stage",
         vertical,
         "required: ping, min",
         "required: pnig, min",
         {"verticals/auto.yaml:5:41: error: expected one of ping, post, never; did you mean "
          "\"ping\"?"}},
        {"limits_of_text",
         vertical,
         "{type: boolean}",
         "{type: boolean, min: 1}",
         {"verticals/auto.yaml:7:36: error: \"min\" is for the types integer and decimal"}},
        {"max_below_min",
         vertical,
         "min: 16, max: 110",
         "min: 110, max: 16",
         {"verticals/auto.yaml:5:62: error: \"max\" is less than \"min\""}},
        {"limit_is_no_number",
         vertical,
         "min: 16",
         "min: sixteen",
         {"verticals/auto.yaml:5:52: error: must be a whole number"}},
        {"enum_without_values",
         vertical,
         ", values: [poor, fair, good, excellent]",
         "",
         {"verticals/auto.yaml:6:15: error: \"values\" is missing here"}},
        {"value_twice",
         vertical,
         "[poor, fair, good, excellent]",
         "[poor, fair, good, excellent, Good]",
         {"verticals/auto.yaml:6:82: error: this value stands here twice (case does not matter)"}},
        {"values_of_boolean",
         vertical,
         "{type: boolean}",
         "{type: boolean, values: [a]}",
         {"verticals/auto.yaml:7:39: error: \"values\" is for the type enum"}},
        {"max_length_of_boolean",
         vertical,
         "{type: boolean}",
         "{type: boolean, max_length: 3}",
         {"verticals/auto.yaml:7:43: error: \"max_length\" is for the types text, email and url"}},
        {"derive_from_nowhere",
         vertical,
         "{from: zip}",
         "{from: zpi}",
         {"verticals/auto.yaml:4:47: error: there is no field \"zpi\"; did you mean \"zip\"?"}},
        {"derive_impossible",
         vertical,
         "{from: zip}",
         "{from: age}",
         {"verticals/auto.yaml:4:47: error: us_state cannot be computed from integer; only "
          "us_state from us_zip and integer (age) from date"}},
        {"field_called_all",
         vertical,
         "homeowner:  {type",
         "all:  {type",
         {"buyers/northstar.yaml:25:65: error: vertical \"auto\" has no field \"homeowner\"; "
          "expected one of zip, state, age, credit, all, first_name, email, phone",
          "verticals/auto.yaml:7:3: error: a field cannot be called \"all\": `send: [all]` means "
          "every field"}},
        {"personal_is_no_boolean",
         vertical,
         "personal: true}\n  email",
         "personal: yes}\n  email",
         {"verticals/auto.yaml:8:54: error: expected true or false"}},
        {"bad_name",
         vertical,
         "vertical: auto\n",
         "vertical: Auto Insurance\n",
         {"verticals/auto.yaml:1:11: error: expected a name of at most 64 lower-case letters, "
          "digits, \"_\" and \"-\""}},
        {"no_fields",
         "verticals/empty.yaml",
         "",
         "vertical: empty\nfields: {}\n",
         {"verticals/empty.yaml:2:9: error: expected at least one field"}},
        {"twice",
         "verticals/auto2.yaml",
         "",
         "vertical: auto\nfields: {zip: {type: us_zip}}\n",
         {"verticals/auto2.yaml:1:11: error: vertical \"auto\" is there already, at "
          "verticals/auto.yaml:1:11"}}};
    expect_reported(mistakes);
}

}  // namespace
}  // namespace pointsman::yaml
