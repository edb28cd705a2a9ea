#pragma once
#include "ui/start/start_page.h"
#include "ui/theme/theme.h"

#include <QByteArray>
#include <QDateTime>
#include <QSettings>
#include <QVector>

namespace triptych::app {

/// What the program remembers between starts. No secrets. GUI thread.
class Settings
{
public:
    struct Recent {
        QString path, detail;
        QDateTime opened;
    };
    static constexpr int kMostRecent = 12;

    /// The user's settings, or those of a file (tests).
    Settings();
    explicit Settings(const QString &file);

    /// Where these settings lie, and what else is kept with them.
    QString folder() const;
    ui::Theme::Mode theme() const;
    void setTheme(ui::Theme::Mode mode);
    QByteArray geometry() const;
    void setGeometry(const QByteArray &geometry);
    QByteArray windowState() const;
    void setWindowState(const QByteArray &state);
    /// What ui::Preferences holds, by name.
    QVariantMap preferences() const;
    /// An invalid value forgets it.
    void setPreference(const QString &name, const QVariant &value);
    /// Forgets the window's size, its panes and its columns; keys and switches stay.
    void resetLayout();
    std::string filters() const; ///< JSON of session::SavedFilters
    void setFilters(const std::string &json);

    /// Newest first, each path once.
    QVector<Recent> recent() const;
    void opened(const QString &path, const QString &detail, const QDateTime &when);
    void forget(const QString &path);

private:
    void write(const QVector<Recent> &items);
    QSettings m_settings;
};

/// As the start page shows it: "yesterday", "Thursday", "9 Nov".
QString dayText(const QDateTime &then, const QDateTime &now);

} // namespace triptych::app
