#pragma once
#include <QObject>
#include <array>
#include <string>

namespace triptych::session {

/// Nine labels that colour a text wherever log lines show it. A text has one label, a label one text. GUI thread.
class TextLabels : public QObject
{
    Q_OBJECT
public:
    static constexpr int kCount = 9;
    using QObject::QObject;

    /// Of label 0 … 8; empty for none. UTF-8.
    const std::string &text(int label) const { return m_texts[static_cast<std::size_t>(label)]; }
    bool any() const;
    /// The label colours this text from now on; the same text again takes it away.
    void set(int label, const std::string &text);
    void clear();

Q_SIGNALS:
    void changed();

private:
    std::array<std::string, kCount> m_texts;
};

} // namespace triptych::session
