#pragma once
#include "session/session.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QWidget>

class QVBoxLayout;

namespace triptych::ui {

/// One page of the rail: icon over label.
class RailButton : public QAbstractButton
{
    Q_OBJECT
public:
    RailButton(Theme &theme, const QString &text, const QString &icon, QWidget *parent);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Theme &m_theme;
    QString m_icon;
};

/// The pages at the left edge. Arrow keys move, a click or Space opens.
class Rail : public QWidget
{
    Q_OBJECT
public:
    explicit Rail(Theme &theme, QWidget *parent = nullptr);
    void addPage(session::Page page, const QString &title, const QString &icon);
    void setCurrent(session::Page page);

Q_SIGNALS:
    void chosen(triptych::session::Page page);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Theme &m_theme;
    QVBoxLayout *m_column;
    QButtonGroup m_group;
};

} // namespace triptych::ui
