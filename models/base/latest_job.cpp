#include "base/latest_job.h"
// The class is header-only; this file gives moc and the vtable a home.
