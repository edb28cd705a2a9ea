#include "items/pattern_list.h"

#include "analysis/pattern_filter.h"
#include "items/cell_text.h"

namespace triptych::items {

using analysis::FailingPattern;

namespace {

PatternAnswer answerOf(const analysis::LogPatterns &patterns)
{
    PatternAnswer answer;
    for (analysis::LogPattern &pattern : patterns.patterns())
        answer.patterns.push_back({.pattern = std::move(pattern), .exampleTrace = {}});
    answer.lines = patterns.lineCount();
    answer.binsFrom = patterns.binsFrom();
    answer.binWidth = patterns.binWidth();
    return answer;
}

} // namespace

base::Result<PatternAnswer> findPatterns(sources::Source &source, const query::Selection &selection, PatternQuestion question,
                                         base::Progress *progress, std::stop_token stop)
{
    if (question == PatternQuestion::All) {
        analysis::LogPatterns patterns;
        const auto done = source.eachLog(selection, [&](const telemetry::LogLine &line) { patterns.add(line.body, line.level, line.time); }, progress, stop);
        if (!done)
            return done.error();
        return answerOf(patterns);
    }
    analysis::FailingPatternsBuilder builder;
    std::uint64_t lines = 0;
    const auto done = source.eachLog(
        selection,
        [&](const telemetry::LogLine &line) {
            builder.add(line);
            ++lines;
        },
        progress, stop);
    if (!done)
        return done.error();
    analysis::FailingPatterns found = builder.result();
    PatternAnswer answer;
    answer.question = question;
    answer.patterns = std::move(found.patterns);
    answer.failingTraces = found.failingTraces;
    answer.passingTraces = found.passingTraces;
    answer.lines = lines;
    return answer;
}

PatternAnswer patternsOf(const std::vector<telemetry::LogRow> &lines)
{
    analysis::LogPatterns patterns;
    std::vector<telemetry::RecordId> first; // by group
    for (const auto &line : lines) {
        const std::uint32_t group = patterns.add(line.body, line.level, line.time);
        if (group >= first.size())
            first.resize(group + 1, telemetry::RecordId::None);
        if (first[group] == telemetry::RecordId::None)
            first[group] = line.record;
    }
    PatternAnswer answer = answerOf(patterns);
    for (FailingPattern &found : answer.patterns)
        found.example = first[found.pattern.groups.front()];
    return answer;
}

query::Filter withPattern(const query::Filter &filter, const std::string &pattern, bool excluded)
{
    const auto term = query::Filter::parse((excluded ? "-" : "") + analysis::patternTerm(pattern));
    return term ? filter.and_(*term) : filter;
}

std::string patternOfLine(std::string_view body)
{
    analysis::LogPatterns patterns;
    patterns.add(body, {}, 0);
    return patterns.patterns().front().text;
}

void PatternList::set(PatternAnswer answer)
{
    beginResetModel();
    m_answer = std::move(answer);
    endResetModel();
}

int PatternList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_answer.patterns.size());
}

QString PatternList::figures(int row) const
{
    const FailingPattern &p = at(row);
    if (m_answer.question == PatternQuestion::All)
        return countText(p.pattern.count);
    return tr("%1 of %2 failing, %3 of %4 passing")
        .arg(countText(p.failing), countText(m_answer.failingTraces), countText(p.passing), countText(m_answer.passingTraces));
}

QVariant PatternList::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const FailingPattern &p = at(index.row());
    switch (role) {
    case Qt::DisplayRole: return textOf(p.pattern.text);
    case Qt::AccessibleTextRole: return textOf(p.pattern.text) + QStringLiteral(", ") + figures(index.row());
    case Qt::ToolTipRole: return plainToolTip(textOf(p.pattern.example));
    default: return {};
    }
}

} // namespace triptych::items
