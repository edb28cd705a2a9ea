#include "ui/trace/span_logs_model.h"

#include "items/cell_text.h"

#include <QJsonDocument>
#include <QRegularExpression>
#include <algorithm>

namespace triptych::ui {

using telemetry::Level;
using telemetry::LogKind;
using telemetry::LogMatch;

namespace {

std::pair<QString, QString> tierText(LogMatch match)
{
    switch (match) {
    case LogMatch::Span: return {SpanLogsModel::tr("This span"), SpanLogsModel::tr("trace and span id match")};
    case LogMatch::Access:
        return {SpanLogsModel::tr("Access logs of this request"), SpanLogsModel::tr("trace id, other spellings")};
    case LogMatch::Trace: return {SpanLogsModel::tr("Same trace"), SpanLogsModel::tr("trace id matches")};
    case LogMatch::Guess: break;
    }
    return {SpanLogsModel::tr("Nearby (guess)"), SpanLogsModel::tr("same service or host at that time")};
}

QStringList prettyBody(const std::string &body)
{
    const auto document = QJsonDocument::fromJson(QByteArray::fromRawData(body.data(), static_cast<qsizetype>(body.size())));
    const QString text = document.isNull() ? QString::fromStdString(body) : QString::fromUtf8(document.toJson(QJsonDocument::Indented));
    QStringList lines;
    for (const QString &line : text.split(u'\n', Qt::SkipEmptyParts))
        lines.append(items::textOf(line.toStdString()));
    return lines;
}

} // namespace

QString SpanLogsModel::levelText(const telemetry::LogRow &row)
{
    if (row.kind == LogKind::Access) {
        // The status as these logs write it: a JSON field, or the first number of three digits that stands alone.
        static const QRegularExpression json(QStringLiteral(R"re("(?:status|response_code|code)"\s*:\s*"?([1-5]\d\d)\b)re"));
        static const QRegularExpression plain(QStringLiteral(R"re((?:^|[\s"])([1-5]\d\d)(?=\s|$))re"));
        const QString body = QString::fromStdString(row.body.substr(0, 4096));
        for (const QRegularExpression &expression : {json, plain})
            if (const auto match = expression.match(body); match.hasMatch())
                return match.captured(1);
    }
    return items::textOf(name(row.level)).toUpper();
}

QString SpanLogsModel::shownBody(const telemetry::LogRow &row)
{
    constexpr std::size_t kMostBody = 1000; // letters that a row can show
    std::size_t from = 0;
    if (row.kind == LogKind::Access && !row.body.starts_with('{'))
        for (std::size_t quote = row.body.find('"'); quote < kMostBody && from == 0; quote = row.body.find('"', quote + 1)) {
            std::size_t end = quote + 1;
            while (end < row.body.size() && row.body[end] >= 'A' && row.body[end] <= 'Z')
                ++end;
            if (end > quote + 2 && end < row.body.size() && row.body[end] == ' ') // a method
                from = quote;
        }
    return items::textOf(row.body.substr(from, kMostBody));
}

const telemetry::MatchedLog *SpanLogsModel::lineAt(int row) const
{
    if (row < 0 || row >= static_cast<int>(m_rows.size()) || m_rows[static_cast<std::size_t>(row)].kind == Kind::Tier)
        return nullptr;
    return &m_lines[m_rows[static_cast<std::size_t>(row)].line];
}

int SpanLogsModel::rowOf(telemetry::RecordId record) const
{
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        if (m_rows[i].kind == Kind::Line && m_lines[m_rows[i].line].row.record == record)
            return static_cast<int>(i);
    return -1;
}

void SpanLogsModel::setLines(std::vector<telemetry::MatchedLog> lines, telemetry::SpanId span)
{
    beginResetModel();
    m_span = span;
    m_lines = std::move(lines);
    m_open.clear();
    rebuild();
    endResetModel();
}

void SpanLogsModel::rebuild()
{
    m_rows.clear();
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        const auto sameTier = [this](const telemetry::MatchedLog &a, const telemetry::MatchedLog &b) { return a.match == b.match && isPlacedHere(a) == isPlacedHere(b); };
        const bool starts = i == 0 || !sameTier(m_lines[i], m_lines[i - 1]);
        if (starts) {
            auto [title, rule] = tierText(m_lines[i].match);
            if (isPlacedHere(m_lines[i]))
                rule = tr("placed on this span by %1").arg(items::textOf(m_lines[i].why));
            std::size_t end = i;
            while (end < m_lines.size() && sameTier(m_lines[end], m_lines[i]))
                ++end;
            m_rows.push_back({Kind::Tier, i, title, rule, end - i});
        }
        m_rows.push_back({Kind::Line, i, {}, {}, 0});
        if (std::find(m_open.begin(), m_open.end(), m_lines[i].row.record) != m_open.end())
            for (const QString &text : prettyBody(m_lines[i].row.body))
                m_rows.push_back({Kind::Body, i, text, {}, 0});
    }
}

void SpanLogsModel::toggleBody(int row)
{
    const auto *line = lineAt(row);
    if (!line)
        return;
    const auto record = line->row.record;
    Q_EMIT layoutAboutToBeChanged();
    // A line's row moves with what is opened above it: views keep their current line by its record.
    const QModelIndexList before = persistentIndexList();
    std::vector<telemetry::RecordId> kept;
    for (const QModelIndex &index : before)
        kept.push_back(lineAt(index.row()) ? lineAt(index.row())->row.record : telemetry::RecordId::None);
    const auto open = std::find(m_open.begin(), m_open.end(), record);
    if (open == m_open.end())
        m_open.push_back(record);
    else
        m_open.erase(open);
    rebuild();
    QModelIndexList after;
    for (const telemetry::RecordId of : kept)
        after.append(index(rowOf(of)));
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged();
}

void SpanLogsModel::setTimes(LogTimes times, telemetry::Nanos origin)
{
    m_times = times;
    m_origin = origin;
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

QString SpanLogsModel::timeOf(std::size_t i) const
{
    const telemetry::Nanos time = m_lines[i].row.time;
    if (time == 0)
        return tr("no time");
    if (m_times == LogTimes::Absolute)
        return items::timeText(time);
    const telemetry::Nanos since = m_times == LogTimes::SinceTrace ? m_origin : i == 0 ? time : m_lines[i - 1].row.time;
    return (time < since ? QStringLiteral("−") : QStringLiteral("+")) + items::durationText(std::abs(time - since));
}

int SpanLogsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant SpanLogsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::AccessibleTextRole))
        return {};
    const Row &shown = row(index.row());
    if (shown.kind == Kind::Tier)
        return role == Qt::ToolTipRole ? QVariant() : tr("%1: %2, lines: %3").arg(shown.text, shown.detail, items::countText(shown.count));
    const telemetry::LogRow &log = m_lines[shown.line].row;
    const QString body = shown.kind == Kind::Body ? shown.text : items::textOf(log.body);
    if (role == Qt::ToolTipRole)
        return items::plainToolTip(m_lines[shown.line].why.empty()
                                       ? QString::fromStdString(log.body)
                                       : tr("By %1").arg(QString::fromStdString(m_lines[shown.line].why)) + u'\n' + QString::fromStdString(log.body));
    if (shown.kind == Kind::Body)
        return body;
    return QStringList{timeOf(shown.line), levelText(log), items::textOf(log.service), body}.join(u' ');
}

Qt::ItemFlags SpanLogsModel::flags(const QModelIndex &index) const
{
    if (!index.isValid() || row(index.row()).kind == Kind::Tier)
        return Qt::ItemIsEnabled | Qt::ItemNeverHasChildren;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
}

} // namespace triptych::ui
