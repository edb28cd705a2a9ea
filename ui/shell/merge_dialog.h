#pragma once
#include "telemetry/ids.h"
#include "ui/theme/theme.h"

#include <QDialog>
#include <QStringList>
#include <optional>

class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace triptych::ui {

class TextLabel;

/// Before several files are opened as one: which of their clocks were wrong, and by how much. GUI thread.
class MergeDialog : public QDialog
{
    Q_OBJECT
public:
    MergeDialog(Theme &theme, const QStringList &paths, QWidget *window);

    /// Paths in the order of the list; those that were taken out are not among them.
    QStringList paths() const;
    /// For each of paths(): what is added to its times, ns.
    QVector<telemetry::Nanos> offsets() const;
    /// "+1.5 s", "-250ms", "1h", "0", empty: none. Null: it is no duration.
    static std::optional<telemetry::Nanos> parseOffset(const QString &text);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void edit(QTreeWidgetItem *item);
    void check();

    Theme &m_theme;
    QStringList m_paths;
    QTreeWidget *m_list;
    TextLabel *m_problem;
    QPushButton *m_open;
};

} // namespace triptych::ui
