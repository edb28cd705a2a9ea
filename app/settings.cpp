#include "app/settings.h"

#include <QFileInfo>
#include <QLocale>

namespace triptych::app {

namespace {
const QString kTheme = QStringLiteral("theme"), kGeometry = QStringLiteral("layout/geometry"), kState = QStringLiteral("layout/state"),
              kFilters = QStringLiteral("filters"), kRecent = QStringLiteral("recent"), kLayout = QStringLiteral("layout"), kPreferences = QStringLiteral("preferences");
}

Settings::Settings() : m_settings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("triptych"), QStringLiteral("triptych"))
{
}

Settings::Settings(const QString &file) : m_settings(file, QSettings::IniFormat)
{
}

QString Settings::folder() const
{
    return QFileInfo(m_settings.fileName()).absolutePath();
}

ui::Theme::Mode Settings::theme() const
{
    const QString name = m_settings.value(kTheme).toString();
    return name == QStringLiteral("light")  ? ui::Theme::Mode::Light
           : name == QStringLiteral("dark") ? ui::Theme::Mode::Dark
                                            : ui::Theme::Mode::System;
}

void Settings::setTheme(ui::Theme::Mode mode)
{
    m_settings.setValue(kTheme, mode == ui::Theme::Mode::Light  ? QStringLiteral("light")
                                : mode == ui::Theme::Mode::Dark ? QStringLiteral("dark")
                                                                : QStringLiteral("system"));
}

QByteArray Settings::geometry() const
{
    return m_settings.value(kGeometry).toByteArray();
}

void Settings::setGeometry(const QByteArray &geometry)
{
    m_settings.setValue(kGeometry, geometry);
}

QByteArray Settings::windowState() const
{
    return m_settings.value(kState).toByteArray();
}

void Settings::setWindowState(const QByteArray &state)
{
    m_settings.setValue(kState, state);
}

QVariantMap Settings::preferences() const
{
    QVariantMap values;
    const QString prefix = kPreferences + u'/';
    for (const QString &key : m_settings.allKeys())
        if (key.startsWith(prefix))
            values.insert(key.mid(prefix.size()), m_settings.value(key));
    return values;
}

void Settings::setPreference(const QString &name, const QVariant &value)
{
    if (value.isValid())
        m_settings.setValue(kPreferences + u'/' + name, value);
    else
        m_settings.remove(kPreferences + u'/' + name);
}

void Settings::resetLayout()
{
    m_settings.remove(kLayout);
    for (const char *group : {"panes", "columns", "widths", "layout"})
        m_settings.remove(kPreferences + u'/' + QLatin1String(group));
}

std::string Settings::filters() const
{
    return m_settings.value(kFilters).toString().toStdString();
}

void Settings::setFilters(const std::string &json)
{
    m_settings.setValue(kFilters, QString::fromStdString(json));
}

QVector<Settings::Recent> Settings::recent() const
{
    QVector<Recent> items;
    const QVariantList list = m_settings.value(kRecent).toList();
    for (const QVariant &entry : list) {
        const QVariantMap map = entry.toMap();
        Recent item{map.value(QStringLiteral("path")).toString(), map.value(QStringLiteral("detail")).toString(),
                    map.value(QStringLiteral("opened")).toDateTime()};
        if (!item.path.isEmpty())
            items.append(item);
    }
    return items;
}

void Settings::write(const QVector<Recent> &items)
{
    QVariantList list;
    for (const Recent &item : items)
        list.append(QVariantMap{{QStringLiteral("path"), item.path},
                                {QStringLiteral("detail"), item.detail},
                                {QStringLiteral("opened"), item.opened}});
    m_settings.setValue(kRecent, list);
}

void Settings::opened(const QString &path, const QString &detail, const QDateTime &when)
{
    QVector<Recent> items = recent();
    items.removeIf([&](const Recent &item) { return item.path == path; });
    items.prepend({path, detail, when});
    write(items.mid(0, kMostRecent));
}

void Settings::forget(const QString &path)
{
    QVector<Recent> items = recent();
    items.removeIf([&](const Recent &item) { return item.path == path; });
    write(items);
}

QString dayText(const QDateTime &then, const QDateTime &now)
{
    const qint64 days = then.date().daysTo(now.date());
    if (days <= 0)
        return then.time().toString(QStringLiteral("HH:mm"));
    if (days == 1)
        return QStringLiteral("yesterday");
    constexpr qint64 kWeek = 7;
    if (days < kWeek)
        return QLocale::c().dayName(then.date().dayOfWeek());
    return QLocale::c().toString(then.date(), then.date().year() == now.date().year() ? QStringLiteral("d MMM")
                                                                                     : QStringLiteral("d MMM yyyy"));
}

} // namespace triptych::app
