#pragma once
#include <QObject>
#include <QPointer>

class QWidget;

namespace triptych::ui {

class Theme;

/// A line of the accent colour along the top of the pane that the keys were sent to, for as long as they stay there: who
/// works with the mouse knows where it is. GUI thread; owned by its panes.
class PaneFocus : public QObject
{
    Q_OBJECT
public:
    PaneFocus(Theme &theme, QWidget *root, QObject *parent);
    void mark(QWidget *pane); ///< null: none
    void place();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void focusChanged(QWidget *before, QWidget *now);

    Theme &m_theme;
    QWidget *m_root;
    QPointer<QWidget> m_line; ///< made for the first pane marked
    QPointer<QWidget> m_marked;
};

} // namespace triptych::ui
