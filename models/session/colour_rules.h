#pragma once
#include "base/result.h"

#include <QObject>
#include <string>
#include <string_view>
#include <vector>

namespace triptych::session {

/// A filter and one of nine colours.
struct ColourRule {
    std::string name;   ///< for people; empty: its filter stands for it
    std::string filter; ///< text of the filter language
    int colour = 0;     ///< 0 … kColours - 1
    bool enabled = true;
    bool temporary = false; ///< chosen by a digit for a while: stands above the others, is not kept
    bool operator==(const ColourRule &) const = default;
    const std::string &title() const { return name.empty() ? filter : name; }
};

/// Rules that colour records of every view, in order: the first that matches wins. Temporary ones stand first. GUI thread.
class ColourRules : public QObject
{
    Q_OBJECT
public:
    static constexpr int kColours = 9;
    using QObject::QObject;

    const std::vector<ColourRule> &rules() const { return m_rules; }
    /// Those that colour anything: enabled, with a filter that can be read.
    std::vector<ColourRule> active() const;
    /// Behind those that are not temporary already; a rule of the same filter only changes its colour.
    void add(const ColourRule &rule);
    void set(std::size_t index, const ColourRule &rule);
    void remove(std::size_t index);
    /// Moves a rule up (-1) or down (1); nothing at the ends or between temporary and kept ones.
    void move(std::size_t index, int by);
    /// The temporary rule of this colour is this filter; the same filter again takes it away.
    void setTemporary(int colour, const std::string &filter);
    void clearTemporary();
    bool hasTemporary() const;

    /// The same rules as `other`, temporary ones too.
    void take(const ColourRules &other);

    std::string toJson() const; ///< of the rules to be kept
    /// Replaces all. BadInput leaves them as they are.
    base::Result<void> fromJson(std::string_view json);

Q_SIGNALS:
    void changed();

private:
    std::size_t temporaries() const;

    std::vector<ColourRule> m_rules;
};

} // namespace triptych::session
