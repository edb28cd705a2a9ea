#include "ingest/demo/journeys.h"
#include "ingest/demo/steps.h"

/// One trace told to the millisecond, for documentation and screenshots.
namespace triptych::ingest::demo {

using telemetry::Level;
using Kind = telemetry::SpanKind;

namespace {

constexpr Nanos kStart = at(14, 2, 31.118);

int podNamed(const System &system, std::string_view name)
{
    for (std::size_t i = 0; i < system.pods().size(); ++i)
        if (system.pods()[i].name == name)
            return static_cast<int>(i);
    return 0;
}

class Drawing
{
public:
    explicit Drawing(World &world) : m_trace(world, Region::Eu, demoTrace())
    {
        m_trace.usePod(Service::Payment, podNamed(world.system, "payment-7d9c5b6f4-x2k8p"));
    }

    void draw()
    {
        const int root = m_trace.gateway(kStart, "POST", "/api/checkout", "checkout");
        m_trace.useSpanId(root, {0x00f067aa0ba902b7});
        m_trace.end(root, ms(1240));
        m_trace.fail(root, "502 Bad Gateway", 502);
        const int place = call(root, Service::Checkout, "CheckoutService/PlaceOrder", 20, 1230);
        m_trace.tags(place).put("shop.order.id", "5f1c").put("shop.user.id", 8841).put("shop.items", 3);
        m_trace.fail(place, "order 5f1c rejected: payment unavailable", 502);
        log(place, 22, Level::Info, "PlaceOrder user=8841 items=3");
        m_trace.event(place, ms(1180), "exception", Attributes().put("exception.type", "PaymentUnavailable").put("exception.message", "payment unavailable after 3 attempts"));
        basket(place);
        prices(place);
        const int users = call(place, Service::Users, "UserService/Get", 220, 242);
        log(users, 224, Level::Info, "session refreshed ttl=1800");
        payment(place);
        m_trace.query(place, Service::OrdersDb, "INSERT orders", ms(1122), ms(1170));
        const int publish = m_trace.span(place, Service::Kafka, "publish order.failed", Kind::Producer, ms(1174));
        m_trace.tags(publish).put("messaging.system", "kafka").put("messaging.destination.name", "order.failed");
        m_trace.end(publish, ms(1188));
        const int undo = m_trace.span(place, Service::Checkout, "OrderSaga/compensate", Kind::Internal, ms(1171));
        m_trace.end(undo, ms(1189));
        m_trace.fail(undo, "stock released, order rejected");
        log(undo, 1173, Level::Warn, "compensating order 5f1c: releasing 3 reservations");
        const int notify = call(place, Service::Notify, "NotifyService/Send", 1190, 1226);
        log(notify, 1192, Level::Info, "mail queued template=order_failed");
        const int mail = m_trace.span(notify, Service::Notify, "POST mail/send", Kind::Client, ms(1196));
        m_trace.tags(mail).put("http.request.method", "POST").put("server.address", "mail.example").put("http.response.status_code", 202);
        m_trace.end(mail, ms(1222));
        log(place, 1180, Level::Error, "order 5f1c rejected: payment unavailable");
        m_trace.write();
    }

private:
    static Nanos ms(double offset) { return kStart + static_cast<Nanos>(offset * 1e6); }
    int call(int parent, Service service, std::string_view rpc, int from, int until)
    {
        const int made = m_trace.call(parent, service, rpc, ms(from));
        m_trace.end(made, ms(until));
        return made;
    }
    void log(int span, double offset, Level level, std::string_view body) { m_trace.log(span, ms(offset), level, body); }

    void basket(int place)
    {
        const int cart = call(place, Service::Cart, "CartService/GetCart", 26, 90);
        const int redis = m_trace.span(cart, Service::Cart, "redis HGETALL cart:{id}", Kind::Client, ms(30));
        m_trace.tags(redis).put("db.system.name", "redis").put("server.address", "cache.shop.internal");
        m_trace.end(redis, ms(42));
        log(cart, 43, Level::Debug, "cache hit cart:8841");
        const int reserve = call(cart, Service::Inventory, "InventoryService/Reserve", 48, 86);
        m_trace.query(reserve, Service::OrdersDb, "SELECT stock FOR UPDATE", ms(52), ms(82));
        for (const char *sku : {"81-AA", "44-AC", "17-BF"})
            log(reserve, 83, Level::Info, "reserved sku=" + std::string(sku) + " qty=1");
    }

    void prices(int place)
    {
        const int pricing = call(place, Service::Pricing, "PricingService/Quote", 96, 214);
        const int rates = m_trace.span(pricing, Service::Pricing, "GET /rates", Kind::Client, ms(104));
        m_trace.tags(rates).put("http.request.method", "GET").put("server.address", "rates.example").put("http.response.status_code", 200);
        m_trace.end(rates, ms(148));
        for (int i = 0; i < 48; ++i) {
            const int select = m_trace.span(pricing, Service::Pricing, "SELECT price WHERE sku = ?", Kind::Client, ms(152 + i * 58.0 / 48));
            m_trace.tags(select).put("db.system.name", "postgresql").put("db.operation.name", "SELECT").put("db.collection.name", "prices");
            m_trace.end(select, ms(152 + (i + 0.9) * 58.0 / 48));
        }
        log(pricing, 120, Level::Info, "quote currency=EUR rules=48");
        log(pricing, 208, Level::Info, "quote currency=EUR rules=48 took=112ms");
    }

    void payment(int place)
    {
        const int pay = call(place, Service::Payment, "PaymentService/Charge", 249, 1117);
        m_trace.fail(pay, "charge failed: 3 attempts, last 504", 502);
        log(pay, 250, Level::Info, "charging order 5f1c: 118.40 EUR");
        const int fraud = call(pay, Service::Fraud, "FraudService/Score", 262, 358);
        const int model = m_trace.span(fraud, Service::Fraud, "model.infer", Kind::Internal, ms(274));
        m_trace.end(model, ms(352));
        log(fraud, 353, Level::Info, "scored order risk=0.11 model=f3");
        const struct {
            int from, until;
        } attempts[] = {{366, 618}, {634, 886}, {901, 1107}};
        for (int i = 0; i < 3; ++i) {
            const auto [from, until] = attempts[i];
            const int psp = pspAttempt(m_trace, pay, i, ms(from), ms(until) - ms(from), true);
            if (i == 0)
                m_trace.link(psp, {0x7be1c3aa11d04e52, 0x9c04d7be1c3fa877}, {0x51c6a7d2e9f04b18});
            log(psp, from, Level::Info, "charge 118.40 EUR attempt=" + text(i + 1));
            log(psp, until - 6, Level::Warn, "psp timeout after " + text(until - from - 6) + "ms, will retry");
            log(psp, until, Level::Warn,
                R"({"err":"upstream request timeout","code":504,"attempt":)" + text(i + 1) + R"(,"took_ms":)" + text(until - from - 6) +
                    R"(,"order":{"id":"5f1c","total":118.40,"currency":"EUR"}})");
            if (i < 2)
                log(pay, until + 22, Level::Warn, "retry " + text(i + 1) + " of 2, backoff 16ms");
        }
        const int ledger = m_trace.span(pay, Service::Payment, "ledger.append", Kind::Internal, ms(1108));
        m_trace.end(ledger, ms(1114));
        log(pay, 1104, Level::Error, "charge failed: 3 attempts, last 504");
    }

    Trace m_trace;
};

} // namespace

void drawnCheckout(World &world) { Drawing(world).draw(); }

} // namespace triptych::ingest::demo
