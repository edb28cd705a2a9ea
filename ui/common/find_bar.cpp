#include "ui/common/find_bar.h"

#include "items/cell_text.h"
#include "ui/common/flat_button.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>

namespace triptych::ui {

FindBar::FindBar(Theme &theme, const QString &placeholder, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_edit(new QLineEdit(this)), m_count(new QLabel(this))
{
    m_edit->setPlaceholderText(placeholder);
    m_edit->setAccessibleName(placeholder);
    m_edit->setClearButtonEnabled(true);
    m_edit->installEventFilter(this);
    m_count->setTextFormat(Qt::PlainText);
    m_count->setFont(theme.small());
    auto *previousButton = FlatButton::iconOnly(theme, QStringLiteral("chevron-up"), tr("Previous match"), this);
    auto *nextButton = FlatButton::iconOnly(theme, QStringLiteral("chevron-down"), tr("Next match"), this);
    auto *closeButton = FlatButton::iconOnly(theme, QStringLiteral("close"), tr("Close find"), this);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(metrics::kMargin, metrics::kGrid, metrics::kPadding, metrics::kGrid);
    layout->setSpacing(metrics::kGrid);
    layout->addWidget(m_edit, 1);
    layout->addWidget(m_count);
    layout->addWidget(previousButton);
    layout->addWidget(nextButton);
    layout->addWidget(closeButton);
    connect(m_edit, &QLineEdit::textChanged, this, &FindBar::textChanged);
    connect(previousButton, &QPushButton::clicked, this, &FindBar::previous);
    connect(nextButton, &QPushButton::clicked, this, &FindBar::next);
    connect(closeButton, &QPushButton::clicked, this, &FindBar::close);
    hide();
}

void FindBar::open()
{
    show();
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
}

void FindBar::close()
{
    hide();
    m_edit->clear();
    Q_EMIT closed();
}

QString FindBar::text() const
{
    return m_edit->text();
}

void FindBar::setText(const QString &text)
{
    m_edit->setText(text);
}

void FindBar::setCount(int number, std::size_t of)
{
    const QString total = items::countText(of);
    if (m_edit->text().trimmed().isEmpty())
        m_count->clear();
    else if (of == 0)
        m_count->setText(tr("no match"));
    else
        m_count->setText(number > 0 ? tr("%1 of %2").arg(items::countText(static_cast<std::uint64_t>(number)), total) : tr("%1 matches").arg(total));
}

void FindBar::setSearching()
{
    m_count->setText(tr("searching …"));
}

void FindBar::setLimit(std::size_t rows)
{
    m_count->setText(tr("%1 in the first %2").arg(m_count->text(), items::countText(rows)));
}

void FindBar::setFailed(const QString &why)
{
    m_count->setText(tr("failed: %1").arg(why));
}

bool FindBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool shift = key->modifiers() & Qt::ShiftModifier;
        switch (key->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_F3:
            if (shift)
                Q_EMIT previous();
            else
                Q_EMIT next();
            return true;
        case Qt::Key_Escape: close(); return true;
        default: break;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void FindBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Role::Window));
    painter.fillRect(0, height() - 1, width(), 1, m_theme.color(Role::Line));
}

} // namespace triptych::ui
