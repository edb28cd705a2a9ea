#include "items/cell_text.h"

#include "telemetry/clock_text.h"
#include "telemetry/human_text.h"
#include "telemetry/service_name.h"

#include <QDateTime>
#include <QLocale>
#include <algorithm>
#include <chrono>

namespace triptych::items {

namespace {
/// Longer than any cell can show; a body of megabytes must not be laid out for one line.
constexpr qsizetype kLongestCell = 4000;
constexpr qsizetype kLongestToolTip = 1500;
} // namespace

QString textOf(std::string_view utf8)
{
    const bool cut = utf8.size() > std::size_t(kLongestCell);
    QString text = QString::fromUtf8(utf8.data(), std::min<qsizetype>(qsizetype(utf8.size()), kLongestCell));
    for (QChar &c : text) {
        if (c == u'\n' || c == u'\r')
            c = u'\u21b5';
        else if (c == u'\t')
            c = u' ';
        else if (c.unicode() < 0x20 || c.unicode() == 0x7f)
            c = u'\ufffd';
        else if ((c.unicode() >= 0x202a && c.unicode() <= 0x202e) || (c.unicode() >= 0x2066 && c.unicode() <= 0x2069))
            c = u'\ufffd'; // direction overrides could make a line read as something else
    }
    if (cut)
        text += u'\u2026';
    return text;
}

QStringList textsOf(const std::vector<std::string> &utf8)
{
    QStringList texts;
    for (const auto &text : utf8)
        texts.push_back(textOf(text));
    return texts;
}

QString timeText(telemetry::Nanos time, Days days)
{
    if (time == 0)
        return {};
    const QString ofDay = QString::fromStdString(telemetry::formatTimeOfDay(time, 3));
    if (days == Days::Hidden)
        return ofDay;
    const auto ms = std::chrono::floor<std::chrono::milliseconds>(std::chrono::nanoseconds(time));
    const QDate date = QDateTime::fromMSecsSinceEpoch(qint64(ms.count()), Qt::UTC).date();
    return QLocale::c().toString(date, days == Days::Shown ? QStringLiteral("d MMM ") : QStringLiteral("d MMM yyyy ")) + ofDay;
}

Days daysOf(const telemetry::TimeRange &range)
{
    using telemetry::clock_text::kDay;
    constexpr telemetry::Nanos kMostOfAYear = 300 * kDay; // the same month is not there twice
    const telemetry::Nanos length = range.to - range.from;
    return length <= kDay ? Days::Hidden : length <= kMostOfAYear ? Days::Shown : Days::WithYear;
}

QString asOfText(telemetry::Nanos time, telemetry::Nanos now)
{
    using telemetry::clock_text::kDay;
    return timeText(time, time / kDay == now / kDay ? Days::Hidden : Days::WithYear).section(u'.', 0, 0);
}

QString fullTimeText(telemetry::Nanos time)
{
    return time == 0 ? QString() : QString::fromStdString(telemetry::formatDateTime(time, 9)) + QStringLiteral(" UTC");
}

QString durationText(telemetry::Nanos duration)
{
    return QString::fromStdString(telemetry::formatDuration(duration));
}

QString countText(std::uint64_t count)
{
    return QString::fromStdString(telemetry::formatCount(count));
}

QString percentText(double share)
{
    const double percent = share * 100;
    if (percent > 0 && percent < 0.1)
        return QStringLiteral("< 0.1 %");
    return QString::number(percent, 'f', percent >= 99.95 ? 0 : 1) + QStringLiteral(" %");
}

QString rateText(double perSecond)
{
    if (perSecond >= 100)
        return countText(std::uint64_t(perSecond + 0.5)) + QStringLiteral("/s");
    constexpr double kLeast = 0.001; // an hour apart: less is no rate to read
    if (perSecond > 0 && perSecond < kLeast)
        return QStringLiteral("< 0.001/s");
    return QString::number(perSecond, 'g', 3) + QStringLiteral("/s");
}

QString shortTraceText(telemetry::TraceId trace)
{
    constexpr qsizetype kDigits = 8, kHalf = 16;
    const QString digits = QString::fromStdString(telemetry::hex(trace));
    return trace.hi == 0 ? digits.mid(kHalf, kDigits) : digits.left(kDigits);
}

QString serviceText(const QString &service)
{
    if (!service.contains(QLatin1String("_svc")))
        return service;
    return textOf(telemetry::plainService(service.toStdString()));
}

QString titleOf(const QString &key)
{
    if (key.isEmpty() || key.contains(u'.'))
        return key;
    QString title = key;
    title[0] = title[0].toUpper();
    return title;
}

QString plainToolTip(const QString &text)
{
    if (text.isEmpty())
        return {};
    const QString shown = text.size() > kLongestToolTip ? text.left(kLongestToolTip) + u'\u2026' : text;
    return QStringLiteral("<p style='white-space:pre-wrap'>%1</p>").arg(shown.toHtmlEscaped());
}

} // namespace triptych::items
