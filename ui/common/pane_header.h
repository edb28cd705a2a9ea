#pragma once
#include "ui/theme/theme.h"

#include <QWidget>

class QHBoxLayout;

namespace triptych::ui {

class ElidedLabel;
class FlatButton;

/// The 32 px line over a pane: title, secondary text, then buttons at the right; one line under it.
class PaneHeader : public QWidget
{
    Q_OBJECT
public:
    explicit PaneHeader(Theme &theme, const QString &title, QWidget *parent = nullptr);

    void setTitle(const QString &title);
    void setDetail(const QString &detail, const QString &tip = {}); ///< "8,645 traces, log scale"; without a tip, itself where it is cut
    FlatButton *addButton(const QString &text);
    FlatButton *addIconButton(const QString &icon, const QString &name);
    void addWidget(QWidget *widget);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Theme &m_theme;
    QHBoxLayout *m_layout;
    ElidedLabel *m_title, *m_detail;
};

} // namespace triptych::ui
