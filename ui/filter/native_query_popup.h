#pragma once
#include "sources/source.h"
#include "ui/theme/theme.h"

#include <QFrame>
#include <utility>
#include <vector>

class QVBoxLayout;

namespace triptych::ui {

/// What the filter became for what holds the telemetry: the query in its own language, to be read, copied and, where the
/// server takes it, edited and asked; and in words what is decided here instead. Closes by Esc or a click elsewhere.
class NativeQueryPopup : public QFrame
{
    Q_OBJECT
public:
    NativeQueryPopup(Theme &theme, QWidget *parent);

    using Notes = std::vector<std::pair<telemetry::Table, sources::FetchNote>>;
    /// Says that it is not known yet, and why.
    void showWords(const QString &text);
    void showNotes(const Notes &notes);
    /// Places it under `under` (global coordinates), as wide, within the screen, and shows it.
    void popup(const QRect &under);

Q_SIGNALS:
    /// The server at `address` shall be asked `native` instead; empty: what the filter is compiled to.
    void askRequested(triptych::telemetry::Table table, const QString &address, const QString &native);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void clear();
    void addNote(telemetry::Table table, const sources::FetchNote &note);
    void addText(const QString &text, Role role);
    void place();

    Theme &m_theme;
    QWidget *m_content;
    QVBoxLayout *m_column;
    QRect m_under;
};

} // namespace triptych::ui
