#pragma once
#include "telemetry/timestamp.h"

#include <QString>

namespace triptych::sources {

/// The time that a server's answer gives as ISO 8601, to the nanosecond; 0: it is none.
inline telemetry::Nanos isoTime(const QString &text)
{
    return telemetry::TimestampReader().whole(text.toStdString()).value_or(0);
}

} // namespace triptych::sources
