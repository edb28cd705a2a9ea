#pragma once
#include "telemetry/ids.h"

#include <QString>
#include <QStringList>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Where telemetry becomes text of a cell. Everything here is plain text unless it says otherwise.
namespace triptych::items {

/// UTF-8 to QString; control characters and line breaks become visible marks, so that one cell stays one line.
QString textOf(std::string_view utf8);
QStringList textsOf(const std::vector<std::string> &utf8);
/// What stands before the time of day, where that is of several days, and the day of several years.
enum class Days : std::uint8_t { Hidden, Shown, WithYear };
/// What times within such a range need.
Days daysOf(const telemetry::TimeRange &range);
QString timeText(telemetry::Nanos time, Days days = Days::Hidden); ///< 14:02:30.599, 22 Aug 14:02:30.599, 22 Aug 2022 14:02:30.599
/// To the second, with the day unless it is that of `now`: 14:02:30, or 22 Aug 2022 14:02:30.
QString asOfText(telemetry::Nanos time, telemetry::Nanos now);
QString fullTimeText(telemetry::Nanos time); ///< with the date and every digit
QString durationText(telemetry::Nanos duration);
QString countText(std::uint64_t count);
QString percentText(double share); ///< 0..1: `12.4 %`, `< 0.1 %`
QString rateText(double perSecond);
/// The first eight digits of a trace id that tell it from others: of its low half where it has only 64 bits.
QString shortTraceText(telemetry::TraceId trace);
/// A service by the name people call it: Kuma's `checkout_shop_svc_8080` (name, namespace, port) is checkout, others stay as
/// they are. For columns and colours; filters keep the whole.
QString serviceText(const QString &service);
/// A tag key as a column title: `region` is Region, keys with dots stay as they are.
QString titleOf(const QString &key);
/// Escaped so that a tooltip shows exactly this text whatever it looks like, cut at a readable length.
QString plainToolTip(const QString &text);

} // namespace triptych::items
