#pragma once
#include <QObject>
#include <QVariant>
#include <QVariantMap>

namespace triptych::ui {

/// What the user chose and the window remembers (layouts, columns, keys, switches), by name. It knows no file: the
/// composition reads and writes it. GUI thread.
class Preferences : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    QVariant value(const QString &name, const QVariant &otherwise = {}) const { return m_values.value(name, otherwise); }
    void set(const QString &name, const QVariant &value)
    {
        if (m_values.contains(name) && m_values.value(name) == value)
            return;
        m_values.insert(name, value);
        Q_EMIT changed(name);
    }
    void remove(const QString &name)
    {
        if (m_values.remove(name) > 0)
            Q_EMIT changed(name);
    }
    const QVariantMap &all() const { return m_values; }
    /// What was remembered, before anybody looks.
    void start(const QVariantMap &values) { m_values = values; }

Q_SIGNALS:
    void changed(const QString &name);

private:
    QVariantMap m_values;
};

/// Names that more than one place knows.
namespace preference {
inline const QString kWheelZooms = QStringLiteral("canvas/wheelZooms");        ///< bool: the plain wheel zooms everywhere
inline const QString kLetterKeys = QStringLiteral("canvas/lettersFollowLayout"); ///< bool: W A S D by letter, not by place
inline const QString kReducedMotion = QStringLiteral("canvas/reducedMotion");  ///< bool: nothing glides
inline const QString kMemoryLimit = QStringLiteral("store/memoryMiB");         ///< int; 0: as built in
inline const QString kLayout = QStringLiteral("layout");                       ///< QString: id of a named layout
inline const QString kPanes = QStringLiteral("panes/");                        ///< + layout/page: QVariantMap
inline const QString kColumns = QStringLiteral("columns/");                    ///< + table: QStringList of tag keys
inline const QString kWidths = QStringLiteral("widths/");                      ///< + table: QByteArray of a header
inline const QString kAliases = QStringLiteral("aliases");                     ///< QString: JSON of AliasTable::changesToJson
inline const QString kColours = QStringLiteral("colours");                      ///< QString: JSON of ColourRules
inline const QString kKeys = QStringLiteral("keys/");                          ///< + command: QStringList of key sequences, portable text
} // namespace preference

} // namespace triptych::ui
