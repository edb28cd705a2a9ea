#pragma once
#include "ingest/demo/trace.h"

/// Parts of journeys: calls that several of them make. Each begins at `at` and returns when it ended.
namespace triptych::ingest::demo {

Nanos cacheLookup(Trace &trace, int parent, std::string command, Nanos at);
/// Prices `skus` items with a query each.
Nanos priceQuote(Trace &trace, int parent, int skus, Nanos at);
/// Slow while orders-db waits for locks.
Nanos reserveStock(Trace &trace, int parent, Nanos at);
Nanos userLookup(Trace &trace, int parent, Nanos at);
Nanos recommend(Trace &trace, int parent, Nanos at);
Nanos notifyUser(Trace &trace, int parent, std::string_view mail, Nanos at);
/// Returns the span.
int publish(Trace &trace, int parent, std::string_view what, Nanos at);
/// Asks the catalog; in the retry storm up to six times.
Nanos catalogWithRetries(Trace &trace, int parent, Nanos at, bool &failed);

struct Charge {
    Nanos end;
    bool failed;
};
/// Payment with its fraud check; version 2.14.1 gives up too early on a slow payment provider and tries again.
Charge chargeCard(Trace &trace, int parent, Nanos at);
/// One attempt at the payment provider. `attempt` counts from 0; timed out after `took` if `failed`.
int pspAttempt(Trace &trace, int parent, int attempt, Nanos at, Nanos took, bool failed);

} // namespace triptych::ingest::demo
