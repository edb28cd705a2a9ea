#pragma once
#include "base/result.h"
#include "sources/backends.h"

#include <string>
#include <string_view>
#include <vector>

namespace triptych::sources {

/// Where a secret is kept. `Environment`: in a variable, which only the user sets.
enum class SecretPlace : std::uint8_t { None, Keychain, File, Environment };

/// How the log lines of a system are found for its spans.
struct Correlation {
    std::string logs;                    ///< the kind of server that is asked for them ("loki"); empty: each that holds logs
    std::string traceField, spanField;   ///< field or label of a line that names its trace, its span; empty: the usual ones
    Nanos slack = 600'000'000'000;       ///< how far off a line's time may be from its trace's
    bool operator==(const Correlation &) const = default;
};

/// One server of a profile. What is secret is not in it: see secretKey().
struct ProfileBackend {
    BackendAddress address; ///< credentials.secret is empty as long as it is not read from its place
    SecretPlace secret = SecretPlace::None;
    std::string variable{}; ///< of SecretPlace::Environment
    SecretPlace keySecret = SecretPlace::None; ///< of the password of the client certificate's key
    std::string keyVariable{};
};

/// A connection: servers that hold the telemetry of one and the same system.
struct Profile {
    std::string name;
    std::vector<ProfileBackend> backends;
    std::vector<query::AliasTable::Group> aliases{}; ///< what keys of the filter reach in this system, besides the user's
    Correlation correlation{};
};

/// `table` whose keys reach the profile's own tags too, those first.
query::AliasTable withAliases(query::AliasTable table, const Profile &profile);

/// Under which name the secret of a profile's server is kept: `prod-eu/tempo/https://tempo.example`.
std::string secretKey(const Profile &profile, const ProfileBackend &backend);
/// The same of the password of its client certificate's key.
std::string keySecretKey(const Profile &profile, const ProfileBackend &backend);
/// "Tempo + Loki".
std::string kindsText(const Profile &profile);

/// Profiles as the settings folder keeps them: JSON without secrets.
std::string profilesToJson(const std::vector<Profile> &profiles);
/// Errors: BadInput with what is wrong in which profile.
base::Result<std::vector<Profile>> profilesFromJson(std::string_view json);

/// The user's profiles.json.
std::string profilesFile();
/// No file is no profile. Errors: Unreadable, BadInput.
base::Result<std::vector<Profile>> readProfiles(const std::string &file);
/// Replaces the file whole, or not at all. Errors: Unreadable.
base::Result<void> writeProfiles(const std::string &file, const std::vector<Profile> &profiles);

} // namespace triptych::sources
