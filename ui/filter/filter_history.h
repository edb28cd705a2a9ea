#pragma once
#include <QObject>
#include <QStringList>
#include <QVector>

namespace triptych::ui {

struct SavedFilter {
    QString name, text;
    bool operator==(const SavedFilter &) const = default;
};

/// Filters used lately, newest first and each once, and those saved under a name. GUI thread.
class FilterHistory : public QObject
{
    Q_OBJECT
public:
    static constexpr int kMostRecent = 50;
    using QObject::QObject;

    const QStringList &recent() const { return m_recent; }
    const QVector<SavedFilter> &saved() const { return m_saved; }
    /// From the settings; emits nothing.
    void restore(const QStringList &recent, const QVector<SavedFilter> &saved);
    void used(const QString &text); ///< empty text is not remembered
    void save(const QString &name, const QString &text); ///< replaces the one of that name
    void forget(const QString &name);
    bool isSaved(const QString &text) const;

Q_SIGNALS:
    void changed();

private:
    QStringList m_recent;
    QVector<SavedFilter> m_saved;
};

} // namespace triptych::ui
