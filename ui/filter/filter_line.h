#pragma once
#include "query/syntax.h"
#include "ui/theme/theme.h"

#include <QLineEdit>
#include <optional>

namespace triptych::ui {

/// The text of a filter with its parts coloured and a wavy line under what is wrong. Everything else is a line edit's:
/// undo, input methods, drag and drop.
class FilterLine : public QLineEdit
{
    Q_OBJECT
public:
    explicit FilterLine(Theme &theme, QWidget *parent = nullptr);

    /// Bytes of the UTF-8 text to underline; nothing for none.
    void setFault(std::optional<query::TextRange> where, Role role = Role::Error);
    std::string utf8() const { return text().toStdString(); }
    std::size_t cursorByte() const;
    /// Replaces bytes [begin, end) as one step that can be undone, cursor behind it.
    void replace(query::TextRange where, const QString &with);
    /// x of a byte of the text, in this widget.
    int xOf(std::size_t byte) const;

Q_SIGNALS:
    /// Keys that belong to the popup or the bar first: Up, Down, Enter, Tab, Esc …; `taken` is set by who used it.
    void keyOffered(QKeyEvent *event, bool *taken);
    /// A tag was dragged here from a view; plain text goes where it is dropped, as in any line edit.
    void termDropped(const QString &term);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void inputMethodEvent(QInputMethodEvent *event) override;
    bool event(QEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragMoveEvent(QDragMoveEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void paintParts();

    Theme &m_theme;
    std::optional<query::TextRange> m_fault;
    Role m_faultRole = Role::Error;
    bool m_composing = false;
};

} // namespace triptych::ui
