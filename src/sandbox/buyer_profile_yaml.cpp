#include <pointsman/sandbox/buyer_profile.hpp>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <initializer_list>
#include <stdexcept>

namespace pointsman::sandbox {
namespace {

// Thrown and caught within this file only.
struct wrong : std::runtime_error {
    wrong(const YAML::Node& where, const std::string& what)
        : std::runtime_error(fmt::format("sandbox.yaml:{}: {}", where.Mark().line + 1, what)) {}
};

// The file is small and wants to be told its first mistake only; the configuration proper has a
// better reader.
void expect_keys(const YAML::Node& map, std::initializer_list<std::string_view> known) {
    if (!map.IsMap()) throw wrong(map, "expected a mapping");
    for (const auto& entry : map)
        if (std::ranges::find(known, entry.first.Scalar()) == known.end())
            throw wrong(entry.first, fmt::format("unknown key \"{}\"", entry.first.Scalar()));
}

template <class Value>
void read_into(Value& target, const YAML::Node& map, const char* key) {
    const YAML::Node node = map[key];
    if (!node) return;
    try {
        target = node.as<Value>();
    } catch (const YAML::Exception&) {
        throw wrong(node, fmt::format("\"{}\" has the wrong type", key));
    }
}

void read_share(double& target, const YAML::Node& map, const char* key) {
    read_into(target, map, key);
    if (target < 0 || target > 1)
        throw wrong(map[key], fmt::format("\"{}\" must be between 0 and 1", key));
}

void read_latency(latency_manner& latency, const YAML::Node& map) {
    const YAML::Node node = map["latency"];
    if (!node) return;
    expect_keys(node, {"median_ms", "sigma", "tail_share", "tail_ms"});
    read_into(latency.median_ms, node, "median_ms");
    read_into(latency.sigma, node, "sigma");
    read_share(latency.tail_share, node, "tail_share");
    read_into(latency.tail_ms, node, "tail_ms");
}

void read_moods(mood_shares& moods, const YAML::Node& map) {
    const YAML::Node node = map["moods"];
    if (!node) return;
    moods = {};
    double sum = 0;
    for (const auto& entry : node) {
        const auto which = parse_mood(entry.first.Scalar());
        if (!which || *which == mood::normal) throw wrong(entry.first, "no such mood");
        double& share = moods[static_cast<std::size_t>(*which)];
        read_share(share, node, entry.first.Scalar().c_str());
        sum += share;
    }
    if (sum > 1) throw wrong(node, "the moods add up to more than 1");
}

std::pair<double, double> read_two(const YAML::Node& node) {
    if (!node.IsSequence() || node.size() != 2) throw wrong(node, "expected two numbers");
    return {node[0].as<double>(), node[1].as<double>()};
}

void read_price(price_manner& price, const YAML::Node& map) {
    const YAML::Node node = map["price"];
    if (!node) return;
    expect_keys(node, {"fixed", "uniform", "lognormal"});
    if (node.size() != 1) throw wrong(node, "expected one of fixed, uniform, lognormal");
    if (node["fixed"]) {
        price = fixed_price{node["fixed"].as<double>()};
    } else if (node["uniform"]) {
        const auto [least, most] = read_two(node["uniform"]);
        price = uniform_price{least, most};
    } else {
        const auto [median, sigma] = read_two(node["lognormal"]);
        price = lognormal_price{median, sigma};
    }
}

void read_ping(ping_manner& ping, const YAML::Node& node) {
    expect_keys(node, {"bids", "price", "latency", "moods", "bid", "declined"});
    read_share(ping.bids, node, "bids");
    read_price(ping.price, node);
    read_latency(ping.latency, node);
    read_moods(ping.moods, node);
    read_into(ping.bid, node, "bid");
    read_into(ping.declined, node, "declined");
}

void read_post(post_manner& post, const YAML::Node& node) {
    expect_keys(node, {"accepts", "latency", "moods", "accepted", "rejected", "reasons"});
    read_share(post.accepts, node, "accepts");
    read_latency(post.latency, node);
    read_moods(post.moods, node);
    read_into(post.accepted, node, "accepted");
    read_into(post.rejected, node, "rejected");
    read_into(post.reasons, node, "reasons");
    if (post.reasons.empty()) throw wrong(node, "\"reasons\" must name at least one");
}

struct default_manners {
    ping_manner ping;
    post_manner post;
};

default_manners read_defaults(const YAML::Node& node) {
    default_manners defaults;
    if (!node) return defaults;
    expect_keys(node, {"ping", "post"});
    if (node["ping"]) read_ping(defaults.ping, node["ping"]);
    if (node["post"]) read_post(defaults.post, node["post"]);
    return defaults;
}

buyer_profile read_buyer(const std::string& name, const YAML::Node& node,
                         const default_manners& defaults) {
    expect_keys(node, {"port", "price_field", "ping", "post"});
    buyer_profile buyer;
    buyer.name = name;
    buyer.post = defaults.post;
    read_into(buyer.port, node, "port");
    read_into(buyer.price_field, node, "price_field");
    if (buyer.port == 0) throw wrong(node, "\"port\" is missing");
    if (node["ping"]) read_ping(buyer.ping.emplace(defaults.ping), node["ping"]);
    if (node["post"]) read_post(buyer.post, node["post"]);
    return buyer;
}

sandbox_profile read_root(const YAML::Node& root) {
    expect_keys(root, {"seed", "common_sigma", "defaults", "buyers"});
    sandbox_profile profile;
    read_into(profile.seed, root, "seed");
    read_into(profile.common_sigma, root, "common_sigma");
    const default_manners defaults = read_defaults(root["defaults"]);
    const YAML::Node buyers = root["buyers"];
    if (!buyers || !buyers.IsMap()) throw wrong(root, "\"buyers\" is missing");
    for (const auto& entry : buyers)
        profile.buyers.push_back(read_buyer(entry.first.Scalar(), entry.second, defaults));
    return profile;
}

base::result<sandbox_profile, std::string> guarded(auto load) {
    try {
        return read_root(load());
    } catch (const wrong& problem) {
        return base::failure(std::string(problem.what()));
    } catch (const YAML::Exception& problem) {
        return base::failure(
            fmt::format("sandbox.yaml:{}: {}", problem.mark.line + 1, problem.msg));
    }
}

}  // namespace

base::result<sandbox_profile, std::string> parse_sandbox_profile(const std::string& yaml) {
    return guarded([&] { return YAML::Load(yaml); });
}

base::result<sandbox_profile, std::string> read_sandbox_profile(const std::filesystem::path& file) {
    return guarded([&] { return YAML::LoadFile(file.string()); });
}

}  // namespace pointsman::sandbox
