#include "ui/filter/filter_line.h"

#include "query/highlight.h"
#include "ui/common/tag_menu.h"

#include <QCoreApplication>
#include <QDropEvent>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QMimeData>
#include <QTextCharFormat>

namespace triptych::ui {

namespace {

int utf16(const std::string &text, std::size_t byte)
{
    return int(QString::fromUtf8(text.data(), qsizetype(std::min(byte, text.size()))).size());
}

Role roleOfText(query::TextKind kind)
{
    switch (kind) {
    case query::TextKind::Key:
        return Role::Accent;
    case query::TextKind::Punctuation:
    case query::TextKind::Keyword:
        return Role::TextSecondary;
    default:
        return Role::Text;
    }
}

} // namespace

FilterLine::FilterLine(Theme &theme, QWidget *parent) : QLineEdit(parent), m_theme(theme)
{
    setObjectName(QStringLiteral("filterLine"));
    setFont(theme.mono());
    setFrame(false);
    setAttribute(Qt::WA_MacShowFocusRect, false);
    setAccessibleName(tr("Tag filter"));
    connect(this, &QLineEdit::textChanged, this, &FilterLine::paintParts);
    connect(&theme, &Theme::changed, this, &FilterLine::paintParts);
}

void FilterLine::setFault(std::optional<query::TextRange> where, Role role)
{
    m_fault = where;
    m_faultRole = role;
    paintParts();
}

std::size_t FilterLine::cursorByte() const
{
    return std::size_t(text().left(cursorPosition()).toUtf8().size());
}

void FilterLine::replace(query::TextRange where, const QString &with)
{
    const std::string all = utf8();
    const int begin = utf16(all, where.begin);
    setSelection(begin, utf16(all, where.end) - begin);
    insert(with);
}

int FilterLine::xOf(std::size_t byte) const
{
    const int at = cursorRect().center().x();
    const QString whole = text();
    const int position = utf16(whole.toStdString(), byte);
    const int to = cursorPosition();
    const int width = fontMetrics().horizontalAdvance(whole.mid(std::min(position, to), std::abs(to - position)));
    return position <= to ? at - width : at + width;
}

void FilterLine::paintParts()
{
    if (m_composing)
        return;
    const std::string all = utf8();
    QList<QInputMethodEvent::Attribute> attributes;
    const auto style = [&](query::TextRange where, const QTextCharFormat &format) {
        // Positions are counted from the cursor: an input method speaks of text around it.
        const int begin = utf16(all, where.begin), end = utf16(all, where.end);
        if (end > begin)
            attributes.append({QInputMethodEvent::TextFormat, begin - cursorPosition(), end - begin, format});
    };
    for (const query::Highlight &part : query::highlights(all)) {
        QTextCharFormat format;
        const bool negation = part.kind == query::TextKind::Punctuation && all[part.where.begin] == '-';
        format.setForeground(m_theme.color(negation ? Role::Error : roleOfText(part.kind)));
        if (m_fault && part.where.begin < m_fault->end && part.where.end > m_fault->begin) {
            // Formats of an input method do not add up: the underlined piece is cut out of its part.
            const query::TextRange wrong{std::max(part.where.begin, m_fault->begin), std::min(part.where.end, m_fault->end)};
            style({part.where.begin, wrong.begin}, format);
            style({wrong.end, part.where.end}, format);
            format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
            format.setUnderlineColor(m_theme.color(m_faultRole));
            style(wrong, format);
            continue;
        }
        style(part.where, format);
    }
    QInputMethodEvent event(QString(), attributes);
    QLineEdit::inputMethodEvent(&event);
    update();
}

void FilterLine::inputMethodEvent(QInputMethodEvent *event)
{
    m_composing = !event->preeditString().isEmpty();
    QLineEdit::inputMethodEvent(event);
    if (!m_composing)
        paintParts();
}

void FilterLine::keyPressEvent(QKeyEvent *event)
{
    bool taken = false;
    Q_EMIT keyOffered(event, &taken);
    if (!taken)
        QLineEdit::keyPressEvent(event);
}

void FilterLine::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasFormat(kFilterMime))
        event->acceptProposedAction();
    else
        QLineEdit::dragEnterEvent(event);
}

void FilterLine::dragMoveEvent(QDragMoveEvent *event)
{
    if (event->mimeData()->hasFormat(kFilterMime))
        event->acceptProposedAction();
    else
        QLineEdit::dragMoveEvent(event);
}

void FilterLine::dropEvent(QDropEvent *event)
{
    if (!event->mimeData()->hasFormat(kFilterMime))
        return QLineEdit::dropEvent(event);
    event->acceptProposedAction();
    Q_EMIT termDropped(QString::fromUtf8(event->mimeData()->data(kFilterMime)));
}

bool FilterLine::event(QEvent *event)
{
    // Tab would leave the field before keyPressEvent sees it.
    if (event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Tab && key->modifiers() == Qt::NoModifier) {
            bool taken = false;
            Q_EMIT keyOffered(key, &taken);
            if (taken)
                return true;
        }
    }
    return QLineEdit::event(event);
}

} // namespace triptych::ui
