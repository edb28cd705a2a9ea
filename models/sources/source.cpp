#include "sources/source.h"

#include "formats/record_writer.h"

#include <algorithm>

namespace triptych::sources {

namespace {

std::string valueIn(const std::vector<const std::vector<Tag> *> &scopes, const std::vector<std::string> &spellings)
{
    for (const auto &key : spellings)
        for (const auto *tags : scopes)
            for (const Tag &tag : *tags)
                if (tag.key == key)
                    return tag.value;
    return {};
}

} // namespace

std::shared_ptr<const query::AliasTable> Source::aliases() const
{
    const std::lock_guard lock(m_aliasesMutex);
    return m_aliases;
}

void Source::setAliases(query::AliasTable aliases)
{
    auto table = std::make_shared<const query::AliasTable>(std::move(aliases));
    const std::lock_guard lock(m_aliasesMutex);
    m_aliases = std::move(table);
}

base::Result<std::vector<std::vector<std::string>>> Source::tagValuesOf(Table table,
                                                                        const std::vector<RecordId> &records,
                                                                        const std::vector<std::string> &keys,
                                                                        std::stop_token stop)
{
    std::vector<std::vector<std::string>> spellings;
    const auto aliases = this->aliases();
    for (const auto &key : keys)
        spellings.push_back(aliases->spellings(key));
    std::vector<std::vector<std::string>> all;
    all.reserve(records.size());
    const auto add = [&](const std::vector<const std::vector<Tag> *> &scopes) {
        auto &values = all.emplace_back();
        for (const auto &key : spellings)
            values.push_back(valueIn(scopes, key));
    };
    for (const RecordId record : records) {
        if (table == Table::Spans) {
            const auto details = span(record, stop);
            if (!details)
                return details.error();
            add({&details->spanTags, &details->resourceTags, &details->scopeTags});
        } else {
            const auto details = log(record, stop);
            if (!details)
                return details.error();
            add({&details->logTags, &details->resourceTags, &details->scopeTags});
        }
    }
    return all;
}

base::Result<TagCounts> Source::compareTags(const query::Selection &, const query::Selection &, const TagComparisonQuery &, std::stop_token)
{
    return base::Error{base::ErrorKind::NotFound, title() + " cannot compare the tags of two sets", {}, {},
                       "import what it holds; a store can"};
}

base::Result<std::vector<SpanDetails>> Source::spanDetails(const std::vector<SpanRow> &rows, std::stop_token stop)
{
    std::vector<SpanDetails> out;
    out.reserve(rows.size());
    for (const SpanRow &row : rows) {
        auto details = span(row.record, stop);
        if (!details)
            return details.error();
        out.push_back(std::move(*details));
    }
    return out;
}

base::Result<void> Source::writeSpans(SpanFormat format, const std::vector<SpanRow> &rows,
                                      const std::function<void(std::string_view)> &write, std::stop_token stop)
{
    constexpr std::size_t kChunk = 4096;
    const auto writer = format == SpanFormat::Otlp     ? formats::otlpJsonWriter(write)
                        : format == SpanFormat::Jaeger ? formats::jaegerJsonWriter(write)
                                                       : formats::csvWriter(write);
    for (std::size_t at = 0; at < rows.size(); at += kChunk) {
        if (stop.stop_requested())
            return base::Error{base::ErrorKind::Stopped, "stopped", {}, {}, {}};
        const auto first = rows.begin() + static_cast<std::ptrdiff_t>(at);
        const auto last = rows.begin() + static_cast<std::ptrdiff_t>(std::min(at + kChunk, rows.size()));
        const auto details = spanDetails(std::vector<SpanRow>(first, last), stop);
        if (!details)
            return details.error();
        for (const SpanDetails &span : *details)
            writer->span(span);
    }
    writer->finish();
    return {};
}

base::Result<ServiceGraph> Source::serviceGraph(const query::Selection &, const std::string &, base::Progress *, std::stop_token)
{
    return base::Error{base::ErrorKind::NotFound, title() + " cannot tell which services call each other", {}, {}, {}};
}

base::Result<void> Source::eachLog(const query::Selection &selection, const std::function<void(const LogLine &)> &visit, base::Progress *progress, std::stop_token stop)
{
    constexpr std::size_t kPage = 4096;
    const auto ids = logIds(selection, Order::Ascending, stop);
    if (!ids)
        return ids.error();
    if (progress)
        progress->total = ids->size();
    for (std::size_t from = 0; from < ids->size(); from += kPage) {
        const std::size_t to = std::min(ids->size(), from + kPage);
        const auto rows = logRows({ids->begin() + static_cast<std::ptrdiff_t>(from), ids->begin() + static_cast<std::ptrdiff_t>(to)}, stop);
        if (!rows)
            return rows.error();
        for (const LogRow &row : *rows)
            visit({row.record, row.time, row.level, row.trace, LogLine::Outcome::Unknown, row.body});
        if (progress)
            progress->done += to - from;
    }
    return {};
}

} // namespace triptych::sources
