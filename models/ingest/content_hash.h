#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace triptych::ingest {

/// 128-bit hash of an input's unpacked bytes (XXH3), by which a file imported twice is recognised. Feed in portions of
/// any size; several GB/s.
class ContentHash
{
public:
    ContentHash();
    ~ContentHash();
    ContentHash(const ContentHash &) = delete;
    ContentHash &operator=(const ContentHash &) = delete;

    void reset();
    void add(std::string_view bytes);
    /// 32 hex digits.
    std::string hex() const;

private:
    struct State;
    std::unique_ptr<State> m;
};

} // namespace triptych::ingest
