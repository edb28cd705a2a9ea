#pragma once
#include "base/result.h"

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

namespace triptych::sources {

/// Work that many ask for at once and that is done once: the first does it, the others wait for it and share its
/// success or error. If the first is stopped, one of those that still wait takes it over. Any thread.
class FetchOnce
{
public:
    using Work = std::function<base::Result<void>(std::stop_token)>;
    base::Result<void> run(const std::string &key, const Work &work, std::stop_token stop);
    /// What was done is forgotten; what is under way will not be remembered.
    void forget();

private:
    struct Attempt {
        bool done = false;
        std::optional<base::Error> error;
    };
    std::mutex m_mutex;
    std::condition_variable_any m_ended;
    std::map<std::string, std::shared_ptr<Attempt>> m_attempts;
};

} // namespace triptych::sources
