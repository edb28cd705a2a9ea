#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace triptych::analysis
{

/// What stands for a variable part.
inline constexpr std::string_view kVariable = "<*>";

/// The words of a line's first line, what holds digits within them replaced by kVariable: `took 12ms` gives `took <*>`,
/// `/user/17?x=a` gives `/user/<*>?x=a`. Kept for reuse between lines: no allocation per line.
class LogWords
{
public:
    static constexpr std::size_t kMostWords = 96;

    void read(std::string_view line);
    std::size_t size() const { return m_words.size(); }
    std::string_view text(std::size_t i) const
    {
        return std::string_view(m_text).substr(m_words[i].begin, m_words[i].length);
    }
    std::uint64_t hash(std::size_t i) const { return m_words[i].hash; }
    bool isVariable(std::size_t i) const { return text(i) == kVariable; }
    /// Of all words and their number.
    std::uint64_t hash() const { return m_hash; }

private:
    struct Word {
        std::uint32_t begin, length;
        std::uint64_t hash;
    };
    void addWord(std::string_view word);

    std::string m_text;
    std::vector<Word> m_words;
    std::uint64_t m_hash = 0;
};

} // namespace triptych::analysis
