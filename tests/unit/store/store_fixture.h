#pragma once
#include "store/bulk_writer.h"
#include "store/reader.h"
#include "store/store.h"

/// Stores made by hand, for the tests of this folder.
namespace store_fixture {

using namespace triptych;
using namespace triptych::telemetry;
using store::Store;

inline constexpr Nanos kT0 = 1'760'000'000'000'000'000;

struct SpanSpec {
    std::uint64_t trace, span, parent;
    Nanos start, duration;
    const char *service, *name;
    StatusCode status = StatusCode::Unset;
    std::vector<TagView> tags = {};
    bool shared = false;
};

inline Batch batchOf(const std::vector<SpanSpec> &spans)
{
    BatchBuilder b;
    for (const SpanSpec &s : spans) {
        SpanFields f;
        f.trace = {0, s.trace};
        f.span = {s.span};
        f.parent = {s.parent};
        f.start = kT0 + s.start;
        f.duration = s.duration;
        f.status = s.status;
        f.sharedHalf = s.shared;
        const std::vector<TagView> resource{{"service.name", s.service}, {"region", "eu"}};
        f.resource = b.resource(resource);
        f.service = b.serviceOf(f.resource);
        f.name = b.string(s.name);
        b.addSpan(f, s.tags);
    }
    return b.take();
}

inline const std::vector<SpanSpec> kCheckout{
    {1, 10, 0, 0, 100, "gateway", "POST /checkout", StatusCode::Unset, {{"http.route", "/checkout"}}},
    {1, 11, 10, 10, 50, "payment", "charge", StatusCode::Error, {{"retry", "true", ValueType::Bool}}},
    {1, 12, 10, 40, 50, "cart", "get", StatusCode::Unset, {}},
    {2, 20, 0, 1000, 10, "gateway", "GET /cart", StatusCode::Unset, {{"http.route", "/cart"}}},
    {2, 21, 99, 1001, 5, "cart", "get", StatusCode::Unset, {}},
};

inline bool import(const std::shared_ptr<Store> &store, std::vector<Batch> batches, const std::string &path = "test")
{
    auto writer = store->write();
    if (!writer)
        return false;
    if (const auto r = (*writer)->beginFile(path); !r) {
        qWarning("begin: %s", r.error().text().c_str());
        return false;
    }
    for (Batch &b : batches)
        if (const auto r = (*writer)->write(std::move(b)); !r) {
            qWarning("write: %s", r.error().text().c_str());
            return false;
        }
    store::ImportRecord record;
    record.path = path;
    record.hash = "h" + std::to_string(store->version());
    if (const auto r = (*writer)->endFile(record); !r) {
        qWarning("end: %s", r.error().text().c_str());
        return false;
    }
    if (const auto r = (*writer)->commit(); !r) {
        qWarning("commit: %s", r.error().text().c_str());
        return false;
    }
    return true;
}

inline std::shared_ptr<Store> storeWith(const std::filesystem::path &file, std::vector<Batch> batches, const std::string &path = "test")
{
    auto opened = Store::open(file, Store::Mode::OpenOrCreate);
    if (!opened) {
        qWarning("open: %s", opened.error().text().c_str());
        return nullptr;
    }
    return import(*opened, std::move(batches), path) ? *opened : nullptr;
}

inline std::vector<Batch> one(Batch b)
{
    std::vector<Batch> out;
    out.push_back(std::move(b));
    return out;
}

} // namespace store_fixture
