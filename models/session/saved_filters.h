#pragma once
#include "base/result.h"

#include <QObject>
#include <string>
#include <string_view>
#include <vector>

namespace triptych::session {

/// A filter kept under a name.
struct SavedFilter {
    std::string name;
    std::string text;
    bool operator==(const SavedFilter &) const = default;
};

/// Saved filters (in the user's order) and recent ones (newest first). Knows no file: the composition reads and writes
/// the JSON. GUI thread.
class SavedFilters : public QObject
{
    Q_OBJECT
public:
    static constexpr std::size_t kMostRecent = 50;
    using QObject::QObject;

    const std::vector<SavedFilter> &saved() const { return m_saved; }
    const std::vector<std::string> &recent() const { return m_recent; }
    bool isSaved(const std::string &text) const;

    /// Under a name that is taken, the filter is replaced.
    void save(const std::string &name, const std::string &text);
    void rename(const std::string &from, const std::string &to);
    void remove(const std::string &name);
    /// A filter was applied; empty ones are not remembered.
    void used(const std::string &text);
    void forgetRecent();

    std::string toJson() const;
    /// Replaces all. Errors: BadInput, and nothing is changed.
    base::Result<void> fromJson(std::string_view json);

Q_SIGNALS:
    void changed();

private:
    std::vector<SavedFilter> m_saved;
    std::vector<std::string> m_recent;
};

} // namespace triptych::session
