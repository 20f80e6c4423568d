#pragma once

#include "document.hpp"
#include "draft.hpp"

#include <pointsman/protocol/render.hpp>
#include <pointsman/protocol/spec.hpp>

#include <optional>
#include <string>
#include <vector>

// The two halves of a connection, ping and post: what is sent and how the reply is understood.
namespace pointsman::yaml {

// What one exchange is read for.
struct exchange_context {
    draft& into;
    // The vertical whose fields are sent. None for a connection that no order uses: names of fields
    // are then not looked up, everything else is checked.
    std::optional<plan::vertical_number> vertical;
    protocol::phase phase = protocol::phase::ping;
    bool personal_in_ping = false;
    std::vector<std::string> captured;  // what the ping's reply captures, for the post
    bool without_lead = false;  // the request is about a post and carries no field of its lead
};

// `request:` and `send:` of an exchange.
protocol::request_spec read_request(const node& request, const node* send,
                                    const exchange_context& about);

// The items of `send:`, added to the request.
void read_send(const node& list, protocol::request_spec& into, const exchange_context& about);

protocol::ping_reply_spec read_ping_reply(const node& given, report& problems);
protocol::post_reply_spec read_post_reply(const node& given, report& problems);
protocol::post_reply_spec read_status_reply(const node& given, report& problems);

// The number of the field that a node names; reported when the vertical has no such field.
std::optional<lead::field_number> read_field_name(const node& from, const plan::vertical& vertical,
                                                  report& problems);

}  // namespace pointsman::yaml
