#pragma once
#include "ui/start/start_page.h"

#include <QAbstractButton>

namespace triptych::ui {

/// A line of the recent list: name, what was in it, when. A click or Enter opens, the menu forgets.
class RecentRow : public QAbstractButton
{
    Q_OBJECT
public:
    RecentRow(Theme &theme, const RecentItem &item, bool first, QWidget *parent = nullptr);
    QSize sizeHint() const override;

Q_SIGNALS:
    void forgetRequested();
    void editRequested(); ///< of a connection

protected:
    void paintEvent(QPaintEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    Theme &m_theme;
    RecentItem m_item;
    bool m_first;
};

} // namespace triptych::ui
