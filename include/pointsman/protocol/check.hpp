#pragma once

#include <pointsman/lead/catalogue.hpp>
#include <pointsman/protocol/spec.hpp>

#include <cstddef>
#include <string>
#include <vector>

// What only the whole of a request shows to be wrong. For the reader of the configuration: every
// problem as one clause without a full stop, nothing when all is well. Values of headers, which may
// be secrets, are never repeated.
namespace pointsman::protocol {

// How deep a dotted name may nest in JSON.
inline constexpr std::size_t max_name_parts = 16;

// Names under which two items are sent, or which in JSON would have to be both a value and an
// object ("contact" and "contact.email"), or have an empty part. An item may take the name of a
// field that `all` would send: it replaces it.
std::vector<std::string> names_conflicts(const request_spec& spec, const lead::catalogue& fields);

// Fields whose transforms can never yield anything: the area code of an e-mail address, the year of
// a hash.
std::vector<std::string> transform_problems(const request_spec& spec,
                                            const lead::catalogue& fields);

// Names that are no names, are set by the server or stand twice; values that a header cannot hold
// (CR, LF...).
std::vector<std::string> header_problems(const request_spec& spec);

}  // namespace pointsman::protocol
