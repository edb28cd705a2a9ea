#pragma once
#include <QString>

namespace triptych::app {

/// Sends the log of this program, Qt's messages included, to a rotating file in the user's state folder. Never telemetry
/// nor credentials. A folder that cannot be written leaves logging off.
void startLogging();
/// Where the log lies.
QString logFile();

} // namespace triptych::app
