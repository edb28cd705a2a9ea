#pragma once
#include "formats/format.h"

#include <string>
#include <string_view>
#include <vector>

namespace triptych::formats {

/// Which keys stand where in the first documents of a sample: `data[].spans[].traceID`. Cut-off samples and broken
/// records give what was seen before. Values are not looked at.
class JsonOutline
{
public:
    explicit JsonOutline(const Sample &sample);

    /// The sample begins, after blanks and a byte order mark, with a list or an object.
    bool isJson() const { return m_json; }
    /// A list or an object begins some line of the first few, though the sample does not begin so.
    bool hasJsonLines() const { return m_jsonLines; }
    bool has(std::string_view path) const;
    /// Any of the paths begins so.
    bool hasUnder(std::string_view prefix) const;
    /// Documents that were seen whole.
    int documents() const { return m_documents; }
    /// All that the sample holds is empty lists and objects.
    bool empty() const { return m_paths.empty(); }
    const std::vector<std::string> &paths() const { return m_paths; }

private:
    std::vector<std::string> m_paths;
    bool m_json = false, m_jsonLines = false;
    int m_documents = 0;
};

} // namespace triptych::formats
