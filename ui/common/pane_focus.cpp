#include "ui/common/pane_focus.h"

#include "ui/theme/theme.h"

#include <QApplication>
#include <QEvent>
#include <QSplitter>

namespace triptych::ui {

namespace {

constexpr int kPaneFocusLine = 2;

class Line final : public QWidget
{
public:
    Line(Theme &theme, QWidget *parent) : QWidget(parent)
    {
        setObjectName(QStringLiteral("paneFocus"));
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setAutoFillBackground(true);
        const auto paint = [this, &theme] {
            QPalette colours = palette();
            colours.setColor(QPalette::Window, theme.color(Role::Accent));
            setPalette(colours);
        };
        connect(&theme, &Theme::changed, this, paint);
        paint();
    }
};

} // namespace

PaneFocus::PaneFocus(Theme &theme, QWidget *root, QObject *parent) : QObject(parent), m_theme(theme), m_root(root)
{
    connect(qApp, &QApplication::focusChanged, this, &PaneFocus::focusChanged);
}

void PaneFocus::focusChanged(QWidget *, QWidget *now)
{
    // Nowhere: a menu is open, or the window is not the active one.
    if (now && m_marked && m_marked != now && !m_marked->isAncestorOf(now))
        mark(nullptr);
}

void PaneFocus::mark(QWidget *pane)
{
    if (m_marked)
        m_marked->removeEventFilter(this);
    m_marked = pane;
    if (!pane) {
        if (m_line)
            m_line->hide();
        return;
    }
    if (!m_line) // a splitter would take it for one of its panes
        m_line = new Line(m_theme, qobject_cast<QSplitter *>(m_root) ? m_root->parentWidget() : m_root);
    pane->installEventFilter(this);
    place();
}

void PaneFocus::place()
{
    if (!m_line || !m_marked)
        return;
    m_line->setGeometry(QRect(m_marked->mapTo(m_line->parentWidget(), QPoint()), QSize(m_marked->width(), kPaneFocusLine)));
    m_line->setVisible(m_marked->isVisible());
    m_line->raise();
}

bool PaneFocus::eventFilter(QObject *watched, QEvent *event)
{
    const QEvent::Type type = event->type();
    if (type == QEvent::Resize || type == QEvent::Move || type == QEvent::Show || type == QEvent::Hide)
        QMetaObject::invokeMethod(this, &PaneFocus::place, Qt::QueuedConnection);
    return QObject::eventFilter(watched, event);
}

} // namespace triptych::ui
