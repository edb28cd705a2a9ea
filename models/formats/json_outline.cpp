#include "formats/json_outline.h"

#include "formats/json_reader.h"

#include <algorithm>

namespace triptych::formats {

namespace {

constexpr int kMaxDepth = 6;
constexpr std::size_t kMaxPaths = 400;
constexpr int kMaxDocuments = 20;
constexpr int kMaxElements = 3; ///< of each list: the rest look alike
constexpr std::size_t kMaxPath = 200;

class Walk
{
public:
    Walk(JsonReader &reader, std::vector<std::string> &paths) : m_reader(reader), m_paths(paths) {}

    void value(int depth)
    {
        const char c = m_reader.peek();
        if (depth >= kMaxDepth || m_paths.size() >= kMaxPaths || (c != '{' && c != '[')) {
            m_reader.skip();
            return;
        }
        const std::size_t before = m_path.size();
        if (c == '[') {
            m_path += "[]";
            m_reader.enterArray();
            for (int i = 0; m_reader.nextElement(); ++i) {
                if (i < kMaxElements)
                    value(depth + 1);
                else
                    m_reader.skip();
            }
        } else {
            m_reader.enterObject();
            std::string_view key;
            while (m_reader.nextKey(key)) {
                if (!m_path.empty())
                    m_path += '.';
                m_path += key.substr(0, kMaxPath);
                if (m_path.size() <= kMaxPath && std::find(m_paths.begin(), m_paths.end(), m_path) == m_paths.end())
                    m_paths.push_back(m_path);
                value(depth + 1);
                m_path.resize(before);
            }
        }
        m_path.resize(before);
    }

private:
    JsonReader &m_reader;
    std::vector<std::string> &m_paths;
    std::string m_path;
};

} // namespace

JsonOutline::JsonOutline(const Sample &sample)
{
    std::string_view head = sample.head;
    if (head.starts_with("\xef\xbb\xbf"))
        head.remove_prefix(3);
    TextArena arena;
    JsonReader reader(head, arena);
    const char first = reader.peek();
    m_json = first == '{' || first == '[';
    if (!m_json) {
        // A few lines of something else may come first; text without any brace early on is no JSON.
        constexpr std::size_t kEarly = 8192;
        const std::string_view early = head.substr(0, kEarly);
        JsonReader lines(early, arena);
        if (!lines.nextLine(0))
            return;
        m_jsonLines = true;
        reader.seek(lines.position());
    }
    Walk walk(reader, m_paths);
    for (int i = 0; i < kMaxDocuments; ++i) {
        const char c = reader.peek();
        if (c != '{' && c != '[')
            break;
        walk.value(0);
        if (!reader.failed()) {
            ++m_documents;
            continue;
        }
        if (reader.hitEnd() || !reader.nextLine(reader.errorPosition()))
            break;
    }
}

bool JsonOutline::has(std::string_view path) const
{
    return std::find(m_paths.begin(), m_paths.end(), path) != m_paths.end();
}

bool JsonOutline::hasUnder(std::string_view prefix) const
{
    return std::any_of(m_paths.begin(), m_paths.end(), [prefix](const std::string &p) { return p.starts_with(prefix); });
}

} // namespace triptych::formats
