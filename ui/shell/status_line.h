#pragma once
#include "ui/theme/theme.h"

#include <QStringList>
#include <QWidget>

namespace triptych::ui {

/// The 24 px line at the foot: what is shown and dropped at the left; store, freshness and source at the right. The
/// right gives way to the left where there is no room for both.
class StatusLine : public QWidget
{
    Q_OBJECT
public:
    explicit StatusLine(Theme &theme, QWidget *parent = nullptr);
    void setLeft(const QStringList &texts);
    void setRight(const QStringList &texts);
    /// Marks one text of the left as a warning (dropped, beyond a limit); -1 for none.
    void setWarning(int index);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void describe();

    Theme &m_theme;
    QStringList m_left, m_right;
    int m_warning = -1;
};

} // namespace triptych::ui
