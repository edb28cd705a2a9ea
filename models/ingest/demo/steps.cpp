#include "ingest/demo/steps.h"

namespace triptych::ingest::demo {

using telemetry::Level;

Nanos cacheLookup(Trace &t, int parent, std::string command, Nanos at)
{
    const Nanos end = at + t.random().ms(2.4, 0.5);
    const int made = t.span(parent, t.podOf(parent).service, std::move(command), Trace::Kind::Client, at);
    t.tags(made).put("db.system.name", "redis").put("server.address", "cache.shop.internal").put("server.port", 6379);
    t.end(made, end);
    return end;
}

Nanos priceQuote(Trace &t, int parent, int skus, Nanos at)
{
    Random &r = t.random();
    const int quote = t.call(parent, Service::Pricing, "PricingService/Quote", at);
    const Nanos start = at;
    at += r.ms(2);
    if (skus > 6) {
        const int rates = t.span(quote, Service::Pricing, "GET /rates", Trace::Kind::Client, at);
        t.tags(rates).put("http.request.method", "GET").put("server.address", "rates.example").put("http.response.status_code", 200);
        at += r.ms(16);
        t.end(rates, at);
    }
    for (int i = 0; i < skus; ++i) {
        const int select = t.span(quote, Service::Pricing, "SELECT price WHERE sku = ?", Trace::Kind::Client, at);
        t.tags(select).put("db.system.name", "postgresql").put("db.operation.name", "SELECT").put("db.collection.name", "prices");
        at += r.ms(1.1, 0.4);
        t.end(select, at);
    }
    at += r.ms(1);
    t.log(quote, start + 2 * kMs, Level::Info, "quote currency=EUR rules=" + text(skus));
    if (skus > 6)
        t.log(quote, at, Level::Info, "quote currency=EUR rules=" + text(skus) + " took=" + text((at - start) / kMs) + "ms");
    t.end(quote, at);
    return at;
}

Nanos reserveStock(Trace &t, int parent, Nanos at)
{
    Random &r = t.random();
    const int reserve = t.call(parent, Service::Inventory, "InventoryService/Reserve", at);
    t.log(reserve, at + kMs, Level::Info, "reserved sku=" + text(10 + r.below(90)) + "-AA qty=" + text(1 + r.below(3)));
    const bool slow = t.region() != Region::Ap && within(at, kSlowFrom, kSlowTo) && r.chance(0.7);
    const Nanos from = at + r.ms(2), until = from + (slow ? r.ms(412, 0.12) : r.ms(9));
    const int select = t.query(reserve, Service::OrdersDb, "SELECT stock FOR UPDATE", from, until);
    if (slow) {
        t.tags(select).put("db.lock.wait_ms", (until - from) / kMs - 9);
        t.log(select, until, Level::Warn, "slow query " + text((until - from) / kMs) + "ms: SELECT stock FROM items WHERE sku = ? FOR UPDATE");
    }
    t.end(reserve, until + r.ms(2));
    return until + 3 * kMs;
}

Nanos userLookup(Trace &t, int parent, Nanos at)
{
    Random &r = t.random();
    const int get = t.call(parent, Service::Users, "UserService/Get", at);
    const Nanos from = at + r.ms(1), until = from + r.ms(6);
    if (r.chance(0.6))
        t.query(get, Service::UsersDb, "SELECT * FROM users WHERE id = ?", from, until);
    t.log(get, from, Level::Info, "session refreshed ttl=1800");
    t.end(get, until + r.ms(1));
    return until + 2 * kMs;
}

Nanos recommend(Trace &t, int parent, Nanos at)
{
    Random &r = t.random();
    const int call = t.call(parent, Service::Recommendations, "GET /recommendations", at);
    const int model = t.span(call, Service::Recommendations, "model.rank", Trace::Kind::Internal, at + r.ms(2));
    const Nanos done = at + r.ms(24);
    t.end(model, done);
    t.log(call, done, Level::Info, "ranked candidates=" + text(50 + r.below(200)) + " model=r7");
    t.end(call, done + r.ms(1));
    return done + 2 * kMs;
}

Nanos notifyUser(Trace &t, int parent, std::string_view mail, Nanos at)
{
    Random &r = t.random();
    const int send = t.call(parent, Service::Notify, "NotifyService/Send", at);
    const int post = t.span(send, Service::Notify, "POST mail/send", Trace::Kind::Client, at + r.ms(2));
    t.tags(post).put("http.request.method", "POST").put("server.address", "mail.example").put("http.response.status_code", 202);
    const Nanos done = at + r.ms(14);
    t.end(post, done);
    t.log(send, at + kMs, Level::Info, "mail queued template=" + std::string(mail));
    t.end(send, done + r.ms(2));
    return done + 3 * kMs;
}

int publish(Trace &t, int parent, std::string_view what, Nanos at)
{
    const int made = t.span(parent, Service::Kafka, std::string(what), Trace::Kind::Producer, at);
    t.tags(made).put("messaging.system", "kafka").put("messaging.destination.name", what.substr(what.find(' ') + 1)).put("messaging.operation.type", "send");
    t.end(made, at + t.random().ms(4));
    return made;
}

Nanos catalogWithRetries(Trace &t, int parent, Nanos at, bool &failed)
{
    Random &r = t.random();
    const bool storm = t.region() == Region::Us && within(at, kStormFrom, kStormTo);
    for (int attempt = 0; attempt < 6; ++attempt) {
        const bool overflow = storm && r.chance(0.8);
        const int call = t.call(parent, Service::Catalog, attempt == 0 ? "GET /products" : "GET /products?retry=" + text(attempt), at);
        t.tags(call).put("retry.count", attempt);
        if (!overflow) {
            const Nanos done = at + r.ms(storm ? 140 : 16);
            t.query(call, Service::CatalogDb, "SELECT name, price FROM products WHERE sku = ANY(?)", at + kMs, done);
            t.log(call, done, Level::Info, "served products count=" + text(8 + r.below(40)));
            t.end(call, done + kMs);
            return done + 2 * kMs;
        }
        const Nanos done = at + r.ms(95);
        t.tags(call).put("error.type", "overflow");
        t.fail(call, "503 upstream overflow: circuit breaker open", 503, "UO");
        t.end(call, done);
        t.log(parent, done, Level::Warn, "catalog answered 503, retry " + text(attempt + 1) + " of 5 without backoff");
        at = done + r.ms(1);
    }
    t.log(parent, at, Level::Error, "catalog unavailable after 6 attempts");
    failed = true;
    return at;
}

int pspAttempt(Trace &t, int parent, int attempt, Nanos at, Nanos took, bool timedOut)
{
    const std::string name = attempt == 0 ? "POST psp.example/charges" : "retry " + text(attempt) + " POST psp.example/charges";
    const int psp = t.span(parent, Service::Payment, name, Trace::Kind::Client, at);
    const Nanos end = at + took;
    t.tags(psp).put("http.request.method", "POST").put("http.response.status_code", timedOut ? 504 : 201).put("server.address", "psp.example");
    t.tags(psp).put("retry.count", attempt).put("peer.service", "psp.example").put("url.full", "https://psp.example/charges").put("server.port", 443);
    t.tags(psp).put("network.protocol.version", "1.1");
    t.end(psp, end);
    t.leave(psp, "psp.example", "/charges");
    if (!timedOut) {
        t.tags(psp).put("user_agent.original", "shop-payment/2");
        return psp;
    }
    t.tags(psp).put("error.type", "timeout");
    t.fail(psp, "upstream request timeout", 504, "UT");
    Attributes error;
    error.put("exception.type", "java.net.http.HttpTimeoutException").put("exception.message", "request timed out");
    t.event(psp, end - 6 * kMs, "exception", error);
    t.event(psp, end - 2 * kMs, "retry.scheduled", Attributes().put("retry.backoff_ms", 16));
    return psp;
}

Charge chargeCard(Trace &t, int parent, Nanos at)
{
    Random &r = t.random();
    const int pay = t.call(parent, Service::Payment, "PaymentService/Charge", at);
    const bool bad = t.podOf(pay).version == "2.14.1" && within(at, kPspFrom, kPspTo) && r.chance(0.95);
    const int cents = 500 + r.below(40000);
    const std::string amount = text(cents / 100) + "." + text(100 + cents % 100).substr(1);
    at += r.ms(4);
    const int score = t.call(pay, Service::Fraud, "FraudService/Score", at);
    const int model = t.span(score, Service::Fraud, "model.infer", Trace::Kind::Internal, at + kMs);
    const Nanos scored = at + r.ms(20);
    t.end(model, scored);
    t.end(score, scored + kMs);
    t.log(score, scored, Level::Info, "scored order risk=0." + text(r.below(60)) + " model=f3");
    at = scored + r.ms(3);
    if (!bad) {
        t.log(pay, at, Level::Info, "charge " + amount + " EUR attempt=1");
        const int psp = pspAttempt(t, pay, 0, at, r.ms(41, 0.3), false);
        (void)psp;
        at += r.ms(46, 0.2);
        t.log(pay, at, Level::Info, "charged " + amount + " EUR authorisation=ok");
        t.end(pay, at + kMs);
        return {at + kMs, false};
    }
    const double limits[] = {246, 246, 310, 480, 640};
    const double limit = limits[r.below(5)];
    for (int attempt = 0; attempt < 3; ++attempt) {
        const Nanos took = static_cast<Nanos>(limit * 1e6) + r.ms(5);
        const int psp = pspAttempt(t, pay, attempt, at, took, true);
        t.log(psp, at + kMs, Level::Info, "charge " + amount + " EUR attempt=" + text(attempt + 1));
        at += took;
        t.log(psp, at - 2 * kMs, Level::Warn, "psp timeout after " + text(static_cast<int>(limit)) + "ms, will retry");
        if (attempt < 2)
            t.log(pay, at + 2 * kMs, Level::Warn, "retry " + text(attempt + 1) + " of 2, backoff 16ms");
        at += 16 * kMs;
    }
    t.fail(pay, "charge failed: 3 attempts, last 504", 502, "-");
    t.log(pay, at, Level::Error, "charge failed: 3 attempts, last 504");
    t.end(pay, at + kMs);
    return {at + kMs, true};
}

} // namespace triptych::ingest::demo
