#include "items/facet_model.h"

#include "query/aliases.h"

#include <algorithm>
#include <set>

namespace triptych::items {

namespace {

constexpr qsizetype kMostFacets = 9;
/// A list of values is worth reading only while it has few of them, on a fair share of the records.
constexpr std::uint64_t kMostValues = 2000;
constexpr std::uint64_t kFewestShare = 20; // one record in twenty

const std::vector<const char *> kPreferred = {"profile",      "region",       "version",       "route", "k8s.pod.name",
                                              "kuma.io/zone", "http.response.status_code",
                                              "env",          "http.request.method", "host"};

} // namespace

QStringList usefulFacets(telemetry::Table table, const std::vector<telemetry::TagKey> &keys, const query::AliasTable &aliases)
{
    const bool logs = table == telemetry::Table::Logs;
    const auto countOf = [&](const telemetry::TagKey &k) { return logs ? k.logs : k.spans; };
    std::uint64_t most = 0;
    for (const auto &key : keys)
        most = std::max(most, countOf(key));
    QStringList chosen{logs ? QStringLiteral("level") : QStringLiteral("status"), QStringLiteral("service")};
    std::set<std::string> covered{"service.name", "service", "level", "severity", "status", "otel.status_code"};
    for (const char *wish : kPreferred) {
        const auto spellings = aliases.spellings(wish);
        const std::set<std::string> reached(spellings.begin(), spellings.end());
        const bool there = std::any_of(keys.begin(), keys.end(), [&](const telemetry::TagKey &k) {
            return reached.contains(k.key) && countOf(k) > 0 && (k.key != query::kProfileTag || k.distinct > 1);
        });
        covered.insert(reached.begin(), reached.end());
        if (there && chosen.size() < kMostFacets)
            chosen.push_back(QString::fromLatin1(wish));
    }
    auto others = keys;
    std::stable_sort(others.begin(), others.end(), [&](const auto &a, const auto &b) { return countOf(a) > countOf(b); });
    for (const auto &key : others) {
        if (chosen.size() >= kMostFacets)
            break;
        const QString name = QString::fromStdString(key.key);
        const bool readable = key.distinct >= 2 && key.distinct <= kMostValues;
        if (readable && countOf(key) * kFewestShare >= most && !covered.contains(key.key) && !chosen.contains(name))
            chosen.push_back(name);
    }
    return chosen;
}

} // namespace triptych::items
