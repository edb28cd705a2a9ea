#include "ingest/demo/journeys.h"

#include "ingest/demo/steps.h"

namespace triptych::ingest::demo {

using telemetry::Level;

namespace {

/// The mesh certificate of one zone ran out: calls into that zone fail in the handshake.
bool refused(Trace &t, int root, int call, Nanos start)
{
    if (t.region() != Region::Ap || !within(start, kCertificateFrom, kCertificateTo) || !t.podOf(call).zone.ends_with('b'))
        return false;
    const Nanos end = start + t.random().ms(6);
    t.end(call, end);
    t.tags(call).put("error.type", "tls_certificate_expired");
    t.fail(call, "upstream connect error: CERTIFICATE_VERIFY_FAILED: certificate has expired", 503, "UF");
    t.fail(root, "503 Service Unavailable", 503);
    t.end(root, end + kMs);
    t.log(root, end, Level::Error, "upstream " + std::string(t.podOf(call).meshName) + ": TLS handshake failed, certificate has expired");
    t.write();
    return true;
}

void failNowAndThen(Trace &t, int root, int call)
{
    if (!t.random().chance(0.004))
        return;
    t.tags(call).put("error.type", "internal");
    t.fail(call, "internal error", 500);
    t.fail(root, "500 Internal Server Error", 500);
}

void products(Trace &t, Nanos start)
{
    Random &r = t.random();
    const int sku = r.below(900);
    const int root = t.gateway(start, "GET", "/api/products", "products");
    const int catalog = t.call(root, Service::Catalog, "GET /products", start + r.ms(2));
    Nanos at = start + r.ms(5);
    if (refused(t, root, catalog, at))
        return;
    at = cacheLookup(t, catalog, "redis GET product:" + text(sku), at);
    t.log(catalog, at, Level::Debug, "product page sku=" + text(sku) + " locale=en");
    if (r.chance(0.6)) {
        const Nanos done = at + r.ms(14);
        t.query(catalog, Service::CatalogDb, "SELECT name, price FROM products WHERE sku = ?", at, done);
        at = done;
    }
    if (r.chance(0.5))
        at = priceQuote(t, catalog, 1 + r.below(2), at);
    if (r.chance(0.35))
        at = recommend(t, catalog, at);
    t.log(catalog, at, Level::Info, "served products count=" + text(8 + r.below(40)));
    failNowAndThen(t, root, catalog);
    t.end(catalog, at + r.ms(2));
    t.end(root, at + r.ms(5));
    t.write();
}

void search(Trace &t, Nanos start)
{
    Random &r = t.random();
    const int root = t.gateway(start, "GET", "/api/search", "search");
    const int searching = t.call(root, Service::Search, "GET /search", start + r.ms(2));
    Nanos at = start + r.ms(5);
    if (refused(t, root, searching, at))
        return;
    const int index = t.span(searching, Service::Search, "index.query", Trace::Kind::Internal, at);
    at += r.ms(28);
    t.end(index, at);
    t.log(searching, at, Level::Info, "query terms=" + text(1 + r.below(4)) + " hits=" + text(r.below(400)));
    bool failed = false;
    at = catalogWithRetries(t, searching, at, failed);
    if (!failed && r.chance(0.6))
        at = recommend(t, searching, at);
    if (failed) {
        t.fail(searching, "catalog unavailable after 6 attempts", 503);
        t.fail(root, "503 Service Unavailable", 503);
    } else {
        failNowAndThen(t, root, searching);
    }
    t.end(searching, at + r.ms(2));
    t.end(root, at + r.ms(5));
    t.write();
}

void cart(Trace &t, Nanos start, bool adding)
{
    Random &r = t.random();
    const int root = t.gateway(start, adding ? "POST" : "GET", "/api/cart", "cart");
    Nanos at = start + r.ms(3);
    const int call = t.call(root, Service::Cart, adding ? "CartService/AddItem" : "CartService/GetCart", at);
    if (refused(t, root, call, at))
        return;
    at = cacheLookup(t, call, adding ? "redis HSET cart:{id}" : "redis HGETALL cart:{id}", at + r.ms(2));
    t.log(call, at, Level::Debug, "cache hit cart:" + text(1000 + r.below(9000)));
    if (adding)
        at = reserveStock(t, call, at);
    at = priceQuote(t, call, 1 + r.below(4), at);
    if (r.chance(0.5))
        at = userLookup(t, call, at);
    failNowAndThen(t, root, call);
    t.end(call, at + r.ms(2));
    t.end(root, at + r.ms(4));
    t.write();
}

void checkout(Trace &t, Nanos start, bool order)
{
    Random &r = t.random();
    const int user = 1000 + r.below(9000), items = 1 + r.below(6);
    const std::string number = text(4096 + r.below(60000));
    const int root = t.gateway(start, "POST", order ? "/api/orders" : "/api/checkout", order ? "orders" : "checkout");
    Nanos at = start + r.ms(4);
    const int place = t.call(root, Service::Checkout, "CheckoutService/PlaceOrder", at);
    if (refused(t, root, place, at))
        return;
    t.tags(place).put("shop.order.id", number).put("shop.user.id", user).put("shop.items", items);
    t.log(place, at + kMs, Level::Info, "PlaceOrder user=" + text(user) + " items=" + text(items));
    at += r.ms(4);
    const int basket = t.call(place, Service::Cart, "CartService/GetCart", at);
    at = cacheLookup(t, basket, "redis HGETALL cart:{id}", at + r.ms(2));
    t.log(basket, at, Level::Debug, "cache hit cart:" + text(user));
    at = reserveStock(t, basket, at);
    t.end(basket, at + r.ms(1));
    at = priceQuote(t, place, 8 + 4 * r.below(2 + 3 * items), at + r.ms(3));
    at = userLookup(t, place, at);
    const Charge charge = chargeCard(t, place, at + r.ms(3));
    at = charge.end + r.ms(3);
    const Nanos inserted = at + r.ms(16);
    t.query(place, Service::OrdersDb, "INSERT orders", at, inserted);
    const int published = publish(t, place, charge.failed ? "publish order.failed" : "publish order.created", inserted + kMs);
    (void)published;
    at = notifyUser(t, place, charge.failed ? "order_failed" : "order_confirmed", inserted + r.ms(5));
    if (charge.failed) {
        t.fail(place, "order " + number + " rejected: payment unavailable", 502);
        t.log(place, at, Level::Error, "order " + number + " rejected: payment unavailable");
        t.fail(root, "502 Bad Gateway", 502);
        Attributes error;
        error.put("exception.type", "PaymentUnavailable").put("exception.message", "payment unavailable after 3 attempts");
        t.event(place, at, "exception", error);
    } else {
        t.log(place, at, Level::Info, "order " + number + " placed total=" + text(10 + r.below(400)) + ".00 EUR");
        failNowAndThen(t, root, place);
    }
    t.end(place, at + r.ms(2));
    t.end(root, at + r.ms(5));
    t.write();
}

void orders(Trace &t, Nanos start)
{
    Random &r = t.random();
    const int root = t.gateway(start, "GET", "/api/orders", "orders");
    Nanos at = start + r.ms(4);
    const int call = t.call(root, Service::Orders, "GET /orders/{id}", at);
    if (refused(t, root, call, at))
        return;
    at += r.ms(3);
    at = userLookup(t, call, at);
    const Nanos done = at + r.ms(18);
    t.query(call, Service::OrdersDb, "SELECT * FROM orders WHERE user_id = ?", at, done);
    at = done;
    t.log(call, at, Level::Info, "orders listed user=" + text(1000 + r.below(9000)) + " count=" + text(r.below(12)));
    if (r.chance(0.5)) {
        const int track = t.call(call, Service::Shipping, "GET /track/{parcel}", at);
        t.log(track, at + kMs, Level::Info, "tracking parcel " + text(10000 + r.below(90000)) + " carrier=postnl");
        at += r.ms(22);
        t.end(track, at);
    }
    failNowAndThen(t, root, call);
    t.end(call, at + r.ms(2));
    t.end(root, at + r.ms(4));
    t.write();
}

/// A consumer works on what a checkout published: its own trace, linked.
void background(Trace &t, Nanos start)
{
    Random &r = t.random();
    const int work = t.span(Trace::kNoParent, r.chance(0.5) ? Service::Notify : Service::Shipping, "process order.created", Trace::Kind::Consumer, start);
    t.tags(work).put("messaging.system", "kafka").put("messaging.destination.name", "order.created").put("messaging.operation.type", "process");
    t.tags(work).put("messaging.consumer.group.name", "order-events").put("messaging.destination.partition.id", text(r.below(12)));
    t.link(work, {r.next() | 1, r.next() | 1}, {r.next() | 1});
    Nanos at = start + r.ms(6);
    t.log(work, at, Level::Info, "consumed order.created lag=" + text(r.below(90)));
    const Nanos done = at + r.ms(9);
    t.query(work, Service::OrdersDb, "UPDATE orders SET state = ? WHERE id = ?", at, done);
    t.end(work, done + r.ms(2));
    t.write();
}

} // namespace

void travel(World &world, Journey journey, Region region, telemetry::TraceId id, Nanos start)
{
    Trace trace(world, region, id);
    switch (journey) {
    case Journey::Products:
        return products(trace, start);
    case Journey::Search:
        return search(trace, start);
    case Journey::Cart:
        return cart(trace, start, false);
    case Journey::AddToCart:
        return cart(trace, start, true);
    case Journey::Checkout:
        return checkout(trace, start, false);
    case Journey::PlaceOrder:
        return checkout(trace, start, true);
    case Journey::Orders:
        return orders(trace, start);
    case Journey::Background:
        return background(trace, start);
    }
}

} // namespace triptych::ingest::demo
