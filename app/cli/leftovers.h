#pragma once
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

namespace triptych::cli {

/// Store files that must not stay if the program ends without having finished with them. Any thread.
class Leftovers
{
public:
    void add(std::string path)
    {
        const std::lock_guard lock(m_mutex);
        m_paths.push_back(std::move(path));
    }
    /// The file is whole, or gone already.
    void drop(const std::string &path)
    {
        const std::lock_guard lock(m_mutex);
        std::erase(m_paths, path);
    }
    void removeAll()
    {
        const std::lock_guard lock(m_mutex);
        std::error_code ignored;
        for (const std::string &path : m_paths)
            for (const char *suffix : {"", ".wal", ".spill"}) // of the engine: its log, and what did not fit in memory
                std::filesystem::remove_all(path + suffix, ignored);
    }

private:
    std::mutex m_mutex;
    std::vector<std::string> m_paths;
};

} // namespace triptych::cli
