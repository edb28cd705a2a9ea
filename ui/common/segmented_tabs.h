#pragma once
#include "ui/theme/theme.h"

#include <QTabBar>

namespace triptych::ui {

/// A row of underlined tabs as panes carry them ("Traces 214 · Spans 1,388"). A QTabBar in behaviour: currentChanged,
/// arrow keys, accessible names.
class SegmentedTabs : public QTabBar
{
    Q_OBJECT
public:
    explicit SegmentedTabs(Theme &theme, QWidget *parent = nullptr);
    /// The count after a tab's name; empty for none.
    void setCount(int tab, const QString &count);

    QSize sizeHint() const override;

protected:
    QSize tabSizeHint(int index) const override;
    QSize minimumTabSizeHint(int index) const override { return tabSizeHint(index); }
    void paintEvent(QPaintEvent *event) override;

private:
    QString label(int index) const;

    Theme &m_theme;
};

} // namespace triptych::ui
