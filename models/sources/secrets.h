#pragma once
#include "base/result.h"
#include "sources/profile.h"

#include <string>

namespace triptych::sources {

/// Passwords, tokens and keys by name: in the desktop's keychain, or, where none runs and the user has agreed, in a file
/// of the settings folder that only the user may read. Calls block (a keychain may ask the user to unlock it); any thread.
class Secrets
{
public:
    /// `file`: of the fallback.
    explicit Secrets(std::string file = defaultFile()) : m_file(std::move(file)) {}
    static std::string defaultFile();

    /// Errors: NotFound, Unreadable (no keychain runs, or it refused).
    base::Result<std::string> read(SecretPlace place, const std::string &key) const;
    base::Result<void> write(SecretPlace place, const std::string &key, const std::string &secret);
    base::Result<void> remove(SecretPlace place, const std::string &key);

    /// Puts the secrets into the profile's credentials. Errors: the first that cannot be had, with the server it is for.
    base::Result<Profile> unlocked(Profile profile) const;

private:
    std::string m_file;
};

} // namespace triptych::sources
