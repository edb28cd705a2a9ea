#include "ui/logs/log_record.h"

#include "items/cell_text.h"
#include "items/pattern_list.h"
#include "items/pretty_json.h"
#include "ui/common/flat_button.h"
#include "ui/common/plain_text.h"
#include "ui/common/tag_menu.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>
#include <QPainter>

namespace triptych::ui {

namespace {
constexpr int kLogRecordLeft = 134, kLogRecordRight = 14, kLogRecordTop = 4, kLogRecordBottom = 12, kInside = 12;
constexpr int kTagWidth = 330, kMostBodyLines = 200;
constexpr qsizetype kLongestLine = 2000;
} // namespace

LogRecord::LogRecord(Context &context, telemetry::RecordId record, const QString &rule, QWidget *parent)
    : QWidget(parent), m_context(context), m_job(context.pool), m_rule(rule)
{
    setFocusPolicy(Qt::ClickFocus);
    setAccessibleName(tr("Log record"));
    context.workspace.busy().watch(m_job);
    const auto source = context.workspace.source();
    if (!source)
        return;
    m_job.start([source, record](std::stop_token stop) { return source->log(record, stop); },
                [this](base::Result<telemetry::LogDetails> details) {
                    if (details)
                        show(*details);
                    else
                        m_error = items::textOf(details.error().what);
                    Q_EMIT heightChanged();
                });
}

void LogRecord::show(const telemetry::LogDetails &details)
{
    m_details = details;
    const auto pretty = items::prettyJson(details.row.body);
    const QString body = QString::fromStdString(pretty ? *pretty : details.row.body);
    for (const QString &line : body.split(u'\n').mid(0, kMostBodyLines))
        m_body.push_back(items::textOf(line.left(kLongestLine).toStdString()));
    for (const auto *tags : {&details.logTags, &details.resourceTags, &details.scopeTags})
        for (const auto &tag : *tags)
            m_tags.push_back({items::textOf(tag.key), items::textOf(tag.value)});
    if (!details.eventName.empty())
        m_tags.push_back({QStringLiteral("event.name"), items::textOf(details.eventName)});
    if (!m_rule.isEmpty())
        m_tags.push_back({{}, tr("coloured by the rule %1").arg(m_rule)});
    setAccessibleDescription(m_rule.isEmpty() ? body.left(kLongestLine) : body.left(kLongestLine) + u'\n' + m_tags.back().text);
    addButtons();
}

void LogRecord::addButtons()
{
    const auto add = [this](const QString &text, FlatButton::Kind kind) {
        m_buttons.push_back(new FlatButton(m_context.theme, text, kind, this));
        return m_buttons.back();
    };
    const auto &row = m_details->row;
    if (!row.trace.empty()) {
        const QString id = items::shortTraceText(row.trace);
        auto *open = add(row.span.empty() ? tr("Open trace %1").arg(id) : tr("Open trace %1 at this span").arg(id),
                         FlatButton::Kind::Soft);
        open->setIconName(QStringLiteral("trace"), Role::Accent);
        connect(open, &QPushButton::clicked, this, &LogRecord::traceWanted);
        connect(add(tr("Only this trace"), FlatButton::Kind::Outlined), &QPushButton::clicked, this, [this] {
            m_context.session.applyTag("trace", telemetry::hex(m_details->row.trace),
                                       session::Session::Combine::Replace);
        });
    }
    for (const auto &[text, excluded] : {std::pair(tr("Only this pattern"), false), {tr("Exclude pattern"), true}})
        connect(add(text, FlatButton::Kind::Outlined), &QPushButton::clicked, this, [this, ex = excluded] {
            session::Session &session = m_context.session;
            session.setFilter(items::withPattern(session.filter(), items::patternOfLine(m_details->row.body), ex));
        });
    connect(add(tr("Set time reference"), FlatButton::Kind::Outlined), &QPushButton::clicked, this,
            &LogRecord::referenceWanted);
    connect(add(tr("Copy"), FlatButton::Kind::Outlined), &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(QString::fromStdString(m_details->row.body)); });
    placeButtons();
    for (FlatButton *button : m_buttons)
        button->show();
}

QVector<QRect> LogRecord::buttonPlaces(int width) const
{
    // They go on in a second row where one is too narrow: a verb that is cut off cannot be told from another.
    QVector<QRect> places;
    QRect at;
    for (const FlatButton *button : m_buttons) {
        const QSize size = button->sizeHint();
        if (!places.isEmpty() && at.x() + size.width() > width)
            at.moveTo(0, at.y() + metrics::kButton + metrics::kGrid);
        at.setSize(size);
        places.push_back(at);
        at.translate(size.width() + metrics::kPadding, 0);
    }
    return places;
}

void LogRecord::placeButtons()
{
    const QRect inner = card().adjusted(kInside, kInside, -kInside, -kInside);
    const QVector<QRect> places = buttonPlaces(inner.width());
    for (qsizetype i = 0; i < places.size(); ++i)
        m_buttons[i]->setGeometry(places[i].translated(inner.left(), inner.bottom() - places.last().bottom()));
}

int LogRecord::lineHeight() const
{
    return QFontMetrics(m_context.theme.mono()).height() + metrics::kGrid;
}

QRect LogRecord::card() const
{
    return rect().adjusted(std::min(kLogRecordLeft, width() / 8), kLogRecordTop, -kLogRecordRight, -kLogRecordBottom);
}

int LogRecord::innerWidth(int width) const
{
    return width - std::min(kLogRecordLeft, width / 8) - kLogRecordRight - 2 * kInside;
}

int LogRecord::tagColumns(int width) const
{
    return std::max(1, innerWidth(width) / kTagWidth);
}

int LogRecord::tagRows(int width) const
{
    const int columns = tagColumns(width);
    return (int(m_tags.size()) + columns - 1) / columns;
}

int LogRecord::heightFor(int width) const
{
    const int lines = m_details ? int(m_body.size()) + tagRows(width) : 1;
    const int gap = m_tags.isEmpty() ? 0 : metrics::kPadding;
    const QVector<QRect> places = buttonPlaces(innerWidth(width));
    const int buttons = places.isEmpty() ? 0 : places.last().bottom() + 1 + metrics::kPadding;
    return kLogRecordTop + kLogRecordBottom + 2 * kInside + lines * lineHeight() + gap + buttons;
}

void LogRecord::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeButtons();
}

QRect LogRecord::tagRect(int tag) const
{
    const QRect inner = card().adjusted(kInside, kInside, -kInside, -kInside);
    const int columns = tagColumns(width());
    const int top = inner.top() + int(m_body.size()) * lineHeight() + metrics::kPadding;
    const int each = inner.width() / columns;
    return {inner.left() + tag % columns * each, top + tag / columns * lineHeight(), each - kInside, lineHeight()};
}

void LogRecord::paintBodyLine(QPainter &painter, const QString &line, int x, int y) const
{
    // Keys of JSON stand out: a quoted text that a colon follows.
    const QFontMetrics measure = painter.fontMetrics();
    qsizetype at = 0;
    const auto put = [&](qsizetype end, Role role) {
        const QString part = line.mid(at, end - at);
        painter.setPen(m_context.theme.color(role));
        painter.drawText(x, y, part);
        x += measure.horizontalAdvance(part);
        at = end;
    };
    while (at < line.size()) {
        const qsizetype open = line.indexOf(u'"', at);
        if (open < 0)
            return put(line.size(), Role::Text);
        qsizetype close = open + 1;
        while (close < line.size() && line[close] != u'"')
            close += line[close] == u'\\' ? 2 : 1;
        close = std::min(close + 1, line.size());
        if (open > at)
            put(open, Role::Text);
        put(close, close < line.size() && line[close] == u':' ? Role::Accent : Role::Text);
    }
}

void LogRecord::paintEvent(QPaintEvent *)
{
    const Theme &theme = m_context.theme;
    QPainter painter(this);
    painter.fillRect(rect(), theme.color(Role::AccentSoft));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme.color(Role::Line));
    painter.setBrush(theme.color(Role::Surface));
    painter.drawRoundedRect(QRectF(card()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kControlRadius,
                            metrics::kControlRadius);
    const QRect inner = card().adjusted(kInside, kInside, -kInside, -kInside);
    painter.setClipRect(inner);
    painter.setFont(theme.mono());
    const QFontMetrics measure = painter.fontMetrics();
    if (!m_details) {
        painter.setPen(theme.color(m_error.isEmpty() ? Role::TextSecondary : Role::Error));
        painter.drawText(inner, Qt::AlignLeft | Qt::AlignTop, m_error.isEmpty() ? tr("Loading\u2026") : m_error);
        return;
    }
    int y = inner.top() + measure.ascent() + metrics::kGrid / 2;
    for (const QString &line : m_body) {
        paintBodyLine(painter, line, inner.left(), y);
        y += lineHeight();
    }
    for (int i = 0; i < m_tags.size(); ++i) {
        const QRect cell = tagRect(i);
        const QString key = measure.elidedText(m_tags[i].key, Qt::ElideMiddle, cell.width() / 2);
        painter.setPen(theme.color(Role::TextSecondary));
        painter.drawText(cell, Qt::AlignLeft | Qt::AlignVCenter, key);
        const QRect value = cell.adjusted(measure.horizontalAdvance(key) + metrics::kPadding, 0, 0, 0);
        painter.setPen(theme.color(Role::Text));
        painter.drawText(value, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine,
                         measure.elidedText(m_tags[i].text, Qt::ElideMiddle, value.width()));
    }
}

void LogRecord::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        Q_EMIT closed();
    else
        QWidget::keyPressEvent(event);
}

void LogRecord::mousePressEvent(QMouseEvent *event)
{
    event->accept();
}

void LogRecord::contextMenuEvent(QContextMenuEvent *event)
{
    for (int i = 0; i < m_tags.size(); ++i)
        if (!m_tags[i].key.isEmpty() && tagRect(i).contains(event->pos())) {
            QMenu menu(this);
            addTagActions(menu, m_context, m_tags[i].key, m_tags[i].text);
            menu.exec(event->globalPos());
            return;
        }
    event->accept();
}

} // namespace triptych::ui
