#include "ui/shell/time_range_dialog.h"

#include "telemetry/clock_text.h"
#include "telemetry/human_text.h"

#include <QDateTime>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>

namespace triptych::ui {

using telemetry::clock_text::kSecond;
using telemetry::Nanos;

namespace {
constexpr int kTimeRangeDialogFieldWidth = 280, kDigits = 9;

std::optional<Nanos> epoch(const QString &digits)
{
    bool ok = false;
    const qint64 number = digits.toLongLong(&ok);
    if (!ok)
        return std::nullopt;
    // Seconds up to the year 5138, then milliseconds, microseconds, nanoseconds: no two overlap after 1973.
    constexpr qint64 kSeconds = 100'000'000'000, kMillis = kSeconds * 1000, kMicros = kMillis * 1000;
    if (number < kSeconds)
        return number * kSecond;
    if (number < kMillis)
        return number * 1'000'000;
    return number < kMicros ? number * 1000 : number;
}
} // namespace

std::optional<Nanos> TimeRangeDialog::parseClock(const QString &text, Nanos day)
{
    static const QRegularExpression kClock(QStringLiteral("^\\d{1,2}:\\d{2}(?::\\d{2}(?:[.,]\\d{1,9})?)?$"));
    const QString clock = text.trimmed();
    if (!kClock.match(clock).hasMatch())
        return std::nullopt;
    const QString date = QString::fromStdString(telemetry::formatDateTime(day)).left(10);
    return parseTime(date + u' ' + (clock.indexOf(u':') == 1 ? u'0' + clock : clock));
}

std::optional<Nanos> TimeRangeDialog::parseTime(const QString &text)
{
    const QString trimmed = text.trimmed();
    static const QRegularExpression kDigitsOnly(QStringLiteral("^\\d{9,19}$"));
    if (kDigitsOnly.match(trimmed).hasMatch())
        return epoch(trimmed);
    static const QRegularExpression kDate(QStringLiteral(
        "^(\\d{4}-\\d{2}-\\d{2})(?:[T ](\\d{2}:\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?)?\\s*(Z|UTC|[+-]\\d{2}:?\\d{2})?$"));
    const auto match = kDate.match(trimmed);
    if (!match.hasMatch())
        return std::nullopt;
    const QString clock = match.captured(2).isEmpty() ? QStringLiteral("00:00") : match.captured(2);
    const QString seconds = match.captured(3).isEmpty() ? QStringLiteral("00") : match.captured(3);
    QDateTime at = QDateTime::fromString(match.captured(1) + u'T' + clock + u':' + seconds, Qt::ISODate);
    if (!at.isValid())
        return std::nullopt;
    at.setTimeSpec(Qt::UTC);
    Nanos time = at.toSecsSinceEpoch() * kSecond + match.captured(4).leftJustified(kDigits, u'0').toLongLong();
    const QString zone = match.captured(5);
    if (zone.startsWith(u'+') || zone.startsWith(u'-')) {
        const Nanos offset = (zone.mid(1, 2).toLongLong() * 60 + zone.right(2).toLongLong()) * 60 * kSecond;
        time += zone.startsWith(u'+') ? -offset : offset;
    }
    return time;
}

std::optional<Nanos> TimeRangeDialog::parseAgo(const QString &text)
{
    static const QRegularExpression kAgo(QStringLiteral("^(?:now|(?:now)?\\s*[-−]\\s*(\\d{1,6})\\s*(s|m|min|h|d|w))$"), QRegularExpression::CaseInsensitiveOption);
    const auto match = kAgo.match(text.trimmed());
    if (!match.hasMatch())
        return std::nullopt;
    if (match.captured(1).isEmpty())
        return 0;
    constexpr Nanos kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;
    const QChar unit = match.captured(2).at(0).toLower();
    const Nanos length = unit == u's' ? kSecond : unit == u'm' ? kMinute : unit == u'h' ? kHour : unit == u'd' ? kDay : 7 * kDay;
    return match.captured(1).toLongLong() * length;
}

TimeRangeDialog::TimeRangeDialog(telemetry::TimeRange start, QWidget *parent)
    : QDialog(parent), m_from(new QLineEdit), m_to(new QLineEdit), m_message(new QLabel)
{
    setWindowTitle(tr("Time Range"));
    auto *form = new QFormLayout(this);
    for (QLineEdit *field : {m_from, m_to}) {
        field->setMinimumWidth(kTimeRangeDialogFieldWidth);
        connect(field, &QLineEdit::textChanged, this, &TimeRangeDialog::check);
    }
    form->addRow(tr("&From"), m_from);
    form->addRow(tr("&To"), m_to);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setWordWrap(true);
    form->addRow(m_message);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    m_accept = buttons->button(QDialogButtonBox::Ok);
    m_accept->setText(tr("Show"));
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    form->addRow(buttons);
    if (!start.empty()) {
        m_from->setText(QString::fromStdString(telemetry::formatDateTime(start.from)));
        m_to->setText(QString::fromStdString(telemetry::formatDateTime(start.to)));
    }
    check();
}

void TimeRangeDialog::check()
{
    const auto fromAgo = parseAgo(m_from->text()), toAgo = parseAgo(m_to->text());
    const Nanos now = QDateTime::currentMSecsSinceEpoch() * (kSecond / 1000);
    const auto from = fromAgo ? std::optional(now - *fromAgo) : parseTime(m_from->text()), to = toAgo ? std::optional(now - *toAgo) : parseTime(m_to->text());
    m_last = fromAgo && toAgo == Nanos(0) ? fromAgo : std::nullopt;
    if (!from || !to)
        m_message->setText(tr("Times as 2026-11-21 14:02:31.118 (UTC), 2026-11-21T14:02:31+02:00, epoch seconds, or now-15m to now."));
    else if (*from >= *to)
        m_message->setText(tr("The end must come after the start."));
    else
        m_message->setText(QString::fromStdString(telemetry::formatDuration(*to - *from)));
    const bool good = from && to && *from < *to;
    m_accept->setEnabled(good);
    if (good)
        m_range = {*from, *to};
}

} // namespace triptych::ui
