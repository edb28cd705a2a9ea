#pragma once
#include "ui/theme/theme.h"

#include <QWidget>

class QLabel;
class QLineEdit;

namespace triptych::ui {

/// Find within one pane: text, "3 of 17", next and previous. Enter and F3 next, with Shift previous, Esc closes.
/// It marks and counts; it never filters. GUI thread.
class FindBar : public QWidget
{
    Q_OBJECT
public:
    FindBar(Theme &theme, const QString &placeholder, QWidget *parent = nullptr);
    void open();
    void close();
    QString text() const;
    /// As if it had been typed.
    void setText(const QString &text);
    /// `number` from 1, 0 if none is current.
    void setCount(int number, std::size_t of);
    /// The count is on its way.
    void setSearching();
    /// Only the first so many rows were looked through; until the next count.
    void setLimit(std::size_t rows);
    void setFailed(const QString &why);

Q_SIGNALS:
    void textChanged(const QString &text);
    void next();
    void previous();
    void closed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    Theme &m_theme;
    QLineEdit *m_edit;
    QLabel *m_count;
};

} // namespace triptych::ui
