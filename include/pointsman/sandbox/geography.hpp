#pragma once

#include <pointsman/base/result.hpp>
#include <pointsman/sandbox/random.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pointsman::sandbox {

// Where a made-up consumer lives: a real ZIP code with what goes with it.
struct place {
    std::string zip;
    std::string state;
    std::string zone;       // IANA
    std::string area_code;  // one of the state's
};

// The United States as the generator knows them (data/README.md names the sources). Immutable.
class geography {
public:
    struct zip_code {
        std::string zip;
        std::string state;
        std::string zone;
        double latitude = 0;
        double longitude = 0;
    };

    struct state_facts {
        std::int64_t population = 0;
        std::vector<std::string> area_codes;
    };

    struct metro {
        double latitude = 0;
        double longitude = 0;
        double radius_km = 0;
        std::int64_t population = 0;
    };

    using state_table = std::map<std::string, state_facts>;

    // Every ZIP code's state must be in `states`; a state without ZIP codes and a metro without any
    // in reach are never drawn.
    geography(std::vector<zip_code> zips, state_table states, const std::vector<metro>& metros);

    // Three in five live in a metropolitan area, the others anywhere in a state; both are drawn by
    // population.
    place draw(random& dice) const;

    const std::vector<zip_code>& zips() const { return zips_; }

private:
    // A metropolitan area or a state: which ZIP codes, and its share on a scale of cumulated
    // populations.
    struct region {
        std::int64_t cumulated = 0;
        std::vector<std::size_t> zips;
    };

    static const region& drawn_from(const std::vector<region>& regions, random& dice);
    void add_metros(const std::vector<metro>& metros);
    void add_states();

    std::vector<zip_code> zips_;
    state_table states_;
    std::vector<region> metro_regions_;
    std::vector<region> state_regions_;
};

// Reads zips.csv, states.csv and metros.csv, or says what is wrong with them.
base::result<geography, std::string> read_geography(const std::filesystem::path& folder);

}  // namespace pointsman::sandbox
