#pragma once
#include "ui/theme/theme.h"

#include <QWidget>

namespace triptych::ui {

/// One line of plain text that elides in the middle when it does not fit; the whole is then its tooltip.
class ElidedLabel : public QWidget
{
    Q_OBJECT
public:
    explicit ElidedLabel(Theme &theme, const QString &text = {}, QWidget *parent = nullptr);

    void setText(const QString &text);
    const QString &text() const { return m_text; }
    void setRole(Role role);
    void setElideMode(Qt::TextElideMode mode);
    void setAlignment(Qt::Alignment alignment);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    Theme &m_theme;
    QString m_text;
    Role m_role = Role::Text;
    Qt::TextElideMode m_elide = Qt::ElideMiddle;
    Qt::Alignment m_alignment = Qt::AlignLeft | Qt::AlignVCenter;
};

} // namespace triptych::ui
