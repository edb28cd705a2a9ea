#include "session/colour_rules.h"

#include "query/filter.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

namespace triptych::session {

std::size_t ColourRules::temporaries() const
{
    return std::size_t(std::count_if(m_rules.begin(), m_rules.end(), [](const ColourRule &rule) { return rule.temporary; }));
}

std::vector<ColourRule> ColourRules::active() const
{
    std::vector<ColourRule> active;
    for (const ColourRule &rule : m_rules)
        if (rule.enabled && !rule.filter.empty() && query::Filter::parse(rule.filter))
            active.push_back(rule);
    return active;
}

void ColourRules::add(const ColourRule &rule)
{
    const auto same = std::find_if(m_rules.begin(), m_rules.end(),
                                   [&](const ColourRule &one) { return !one.temporary && one.filter == rule.filter; });
    if (same != m_rules.end() && !rule.filter.empty()) {
        same->colour = rule.colour;
        same->enabled = true;
    } else {
        m_rules.push_back(rule);
        m_rules.back().temporary = false;
    }
    Q_EMIT changed();
}

void ColourRules::set(std::size_t index, const ColourRule &rule)
{
    if (index >= m_rules.size() || m_rules[index] == rule)
        return;
    m_rules[index] = rule;
    Q_EMIT changed();
}

void ColourRules::remove(std::size_t index)
{
    if (index >= m_rules.size())
        return;
    m_rules.erase(m_rules.begin() + std::ptrdiff_t(index));
    Q_EMIT changed();
}

void ColourRules::move(std::size_t index, int by)
{
    const std::size_t to = index + std::size_t(std::ptrdiff_t(by));
    if (index >= m_rules.size() || to >= m_rules.size() || m_rules[index].temporary != m_rules[to].temporary)
        return;
    std::swap(m_rules[index], m_rules[to]);
    Q_EMIT changed();
}

void ColourRules::setTemporary(int colour, const std::string &filter)
{
    if (colour < 0 || colour >= kColours || filter.empty())
        return;
    const auto again = std::find_if(m_rules.begin(), m_rules.end(), [&](const ColourRule &rule) {
        return rule.temporary && rule.colour == colour && rule.filter == filter;
    });
    const bool off = again != m_rules.end();
    std::erase_if(m_rules, [&](const ColourRule &rule) { return rule.temporary && (rule.colour == colour || rule.filter == filter); });
    if (!off)
        m_rules.insert(m_rules.begin() + std::ptrdiff_t(temporaries()), {{}, filter, colour, true, true});
    Q_EMIT changed();
}

void ColourRules::clearTemporary()
{
    if (std::erase_if(m_rules, [](const ColourRule &rule) { return rule.temporary; }) > 0)
        Q_EMIT changed();
}

bool ColourRules::hasTemporary() const
{
    return temporaries() > 0;
}

void ColourRules::take(const ColourRules &other)
{
    if (m_rules == other.m_rules)
        return;
    m_rules = other.m_rules;
    Q_EMIT changed();
}

std::string ColourRules::toJson() const
{
    QJsonArray rules;
    for (const ColourRule &rule : m_rules)
        if (!rule.temporary)
            rules.append(QJsonObject{{QStringLiteral("name"), QString::fromStdString(rule.name)},
                                     {QStringLiteral("filter"), QString::fromStdString(rule.filter)},
                                     {QStringLiteral("colour"), rule.colour},
                                     {QStringLiteral("enabled"), rule.enabled}});
    return QJsonDocument(rules).toJson(QJsonDocument::Compact).toStdString();
}

base::Result<void> ColourRules::fromJson(std::string_view json)
{
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(QByteArray(json.data(), qsizetype(json.size())), &error);
    if (error.error != QJsonParseError::NoError || !document.isArray()) {
        base::Error bad{base::ErrorKind::BadInput, "colour rules are a JSON array of objects", {}, {}, {}};
        bad.where.byte = std::uint64_t(error.offset);
        return bad;
    }
    std::vector<ColourRule> rules;
    const QJsonArray all = document.array();
    for (const QJsonValue &value : all) {
        const QJsonObject one = value.toObject();
        ColourRule rule;
        rule.name = one.value(QStringLiteral("name")).toString().toStdString();
        rule.filter = one.value(QStringLiteral("filter")).toString().toStdString();
        rule.colour = std::clamp(one.value(QStringLiteral("colour")).toInt(), 0, kColours - 1);
        rule.enabled = one.value(QStringLiteral("enabled")).toBool(true);
        rules.push_back(std::move(rule));
    }
    m_rules = std::move(rules);
    Q_EMIT changed();
    return {};
}

} // namespace triptych::session
