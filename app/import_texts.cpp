#include "app/import_texts.h"

#include "base/error.h"
#include "base/qt_text.h"
#include "telemetry/human_text.h"

#include <QCoreApplication>
#include <QHash>
#include <algorithm>

namespace triptych::app {

using base::text;
using ui::ImportLine;
using ui::ImportView;

namespace {

QString count(std::uint64_t n)
{
    return text(telemetry::formatCount(n));
}

QString tr(const char *words)
{
    return QCoreApplication::translate("import", words);
}

QString found(std::uint64_t spans, std::uint64_t logs, std::uint64_t samples)
{
    QStringList parts;
    if (spans > 0)
        parts.append(tr("%1 spans").arg(count(spans)));
    if (logs > 0)
        parts.append(tr("%1 lines").arg(count(logs)));
    if (samples > 0)
        parts.append(tr("%1 samples").arg(count(samples)));
    return parts.join(QStringLiteral(", "));
}

QString sentence(QString words)
{
    if (!words.isEmpty())
        words[0] = words[0].toUpper();
    return words;
}

ImportLine::State stateOf(ingest::FileState state)
{
    switch (state) {
    case ingest::FileState::Waiting:
        return ImportLine::State::Waiting;
    case ingest::FileState::Running:
        return ImportLine::State::Running;
    case ingest::FileState::Done:
        return ImportLine::State::Done;
    case ingest::FileState::Losses:
        return ImportLine::State::Losses;
    case ingest::FileState::Duplicate:
        return ImportLine::State::Skipped;
    case ingest::FileState::Refused:
    case ingest::FileState::Failed:
        break;
    }
    return ImportLine::State::Failed;
}

/// A file's path from the folder or archive that was opened; of several, with its name.
QString nameWithin(const QString &path, const QStringList &opened)
{
    QString from;
    for (QString root : opened) {
        while (root.size() > 1 && root.endsWith(u'/'))
            root.chop(1);
        const bool within = path.startsWith(root) && (path.size() == root.size() || path[root.size()] == u'/' || path[root.size()] == u'!' || root.endsWith(u'/'));
        if (within && root.size() > from.size())
            from = root;
    }
    if (from.isEmpty())
        return path;
    const qsizetype name = from.lastIndexOf(u'/') + 1; // where what was opened is called
    return path.size() == from.size() || opened.size() > 1 ? path.mid(name) : path.mid(from.size() + (from.endsWith(u'/') ? 0 : 1));
}

bool isUnread(ingest::FileState state)
{
    return state == ingest::FileState::Refused || state == ingest::FileState::Failed;
}

ImportLine lineOf(const ingest::FileProgress &file, const QStringList &opened)
{
    ImportLine line;
    line.path = text(file.name);
    line.name = nameWithin(line.path, opened);
    line.state = stateOf(file.state);
    const bool ended = line.state != ImportLine::State::Waiting && line.state != ImportLine::State::Running;
    line.format = line.state == ImportLine::State::Waiting ? tr("waiting") : text(file.formatTitle);
    line.fraction = ended ? 1 : file.bytesTotal > 0 ? double(file.bytesDone) / double(file.bytesTotal) : file.bytesDone > 0 ? 0.5 : 0;
    line.count = found(file.spans, file.logs, file.samples);
    if (file.state == ingest::FileState::Duplicate)
        line.count = tr("in the store already");
    else if (file.errors > 0)
        line.count = tr("%1 of %2 records unreadable").arg(count(file.errors), count(file.errors + file.spans + file.logs + file.samples));
    return line;
}

ImportLine lineOf(const ingest::FileReport &file, const QStringList &opened)
{
    const auto &record = file.record;
    ingest::FileProgress as{record.path, file.formatTitle.empty() ? record.format : file.formatTitle, record.bytes, record.bytes,
                            record.spans, record.logs, record.samples, record.errorCount, file.state};
    ImportLine line = lineOf(as, opened);
    if (isUnread(file.state) && !record.errors.empty())
        line.count = sentence(text(record.errors.front().what));
    return line;
}

ui::ImportLosses lossesOf(const ingest::FileReport &file, const QStringList &opened)
{
    const auto &record = file.record;
    const std::uint64_t kept = record.spans + record.logs + record.samples;
    const bool remarksOnly = record.errorCount == 0;
    ui::ImportLosses losses;
    losses.total = count(record.errorCount);
    losses.kept = remarksOnly && !isUnread(file.state);
    losses.path = text(record.path);
    const QString name = nameWithin(losses.path, opened);
    if (isUnread(file.state))
        losses.title = tr("%1 could not be read").arg(name);
    else if (remarksOnly)
        losses.title = tr("%1 remarks on %2; all of its %3 records were kept")
                           .arg(count(record.errors.size()), name, count(kept));
    else
        losses.title = tr("%1 records of %2 could not be read; the other %3 were kept")
                           .arg(losses.total, name, count(kept));
    // The same reason is one row, with its first place and how often.
    QHash<QString, qsizetype> rows;
    QVector<std::uint64_t> counts;
    for (const telemetry::BadRecord &bad : record.errors) {
        const QString reason = sentence(text(bad.what));
        if (const auto known = rows.find(reason); known != rows.end()) {
            ++counts[*known];
            continue;
        }
        rows.insert(reason, losses.rows.size());
        const bool ofWhole = bad.line == 0 && bad.byte == 0 && bad.excerpt.empty(); // of the file: it has no place and no number
        QString place = ofWhole ? QString() : bad.line > 0 ? tr("line %1, byte %2").arg(count(bad.line), count(bad.byte)) : tr("byte %1").arg(count(bad.byte));
        losses.rows.append({place, reason, text(bad.excerpt), QString()});
        counts.append(1);
    }
    for (qsizetype i = 0; i < losses.rows.size(); ++i)
        if (counts[i] > 1 || !losses.rows[i].place.isEmpty())
            losses.rows[i].count = count(counts[i]);
    return losses;
}

QString reportText(const ingest::ImportReport &report)
{
    QStringList lines;
    for (const ingest::FileReport &file : report.files) {
        const auto &record = file.record;
        lines.append(QStringLiteral("%1: %2, %3; %4 unreadable")
                         .arg(text(record.path), text(file.formatTitle.empty() ? record.format : file.formatTitle),
                              found(record.spans, record.logs, record.samples), count(record.errorCount)));
        for (const telemetry::BadRecord &bad : record.errors)
            lines.append(QStringLiteral("  line %1, byte %2: %3: %4")
                             .arg(QString::number(bad.line), QString::number(bad.byte), text(bad.what), text(bad.excerpt)));
    }
    return lines.join(u'\n') + u'\n';
}

} // namespace

ImportView progressView(const QString &what, const ingest::ImportProgress &progress, const QStringList &opened)
{
    ImportView view;
    view.title = tr("Importing %1").arg(what);
    view.fraction = progress.bytesTotal > 0 ? double(progress.bytesDone) / double(progress.bytesTotal) : -1;
    QStringList parts;
    if (progress.bytesTotal > 0)
        parts.append(tr("%1 of %2").arg(text(telemetry::formatBytes(progress.bytesDone)), text(telemetry::formatBytes(progress.bytesTotal))));
    else
        parts.append(text(telemetry::formatBytes(progress.bytesDone)));
    constexpr double kSettled = 0.3; // a rate of the first moments says nothing
    if (progress.seconds > kSettled && progress.bytesDone > 0) {
        const double rate = double(progress.bytesDone) / progress.seconds;
        parts.append(tr("%1/s").arg(text(telemetry::formatBytes(std::uint64_t(rate)))));
        if (progress.phase == ingest::ImportProgress::Phase::Finishing) {
            parts.append(tr("finishing"));
        } else if (progress.bytesTotal > progress.bytesDone) {
            const auto left = double(progress.bytesTotal - progress.bytesDone) / rate;
            constexpr telemetry::Nanos kSecond = 1'000'000'000;
            constexpr double kMinute = 60; // below it an estimate has whole seconds, no tenths
            parts.append(left < kMinute ? tr("about %1 s left").arg(int(left) + 1)
                                        : tr("about %1 left").arg(text(telemetry::formatDuration(telemetry::Nanos(left) * kSecond))));
        }
    }
    if (const QString sofar = found(progress.spans, progress.logs, progress.samples); !sofar.isEmpty())
        parts.append(tr("%1 so far").arg(sofar));
    view.detail = parts.join(QStringLiteral(" · "));
    for (const ingest::FileProgress &file : progress.files)
        view.files.append(lineOf(file, opened));
    return view;
}

ImportView reportView(const QString &what, const ingest::ImportReport &report, const QStringList &opened)
{
    ImportView view;
    view.state = report.nothingUsable() ? ImportView::State::Failed : ImportView::State::Done;
    view.title = report.nothingUsable() ? tr("Nothing in %1 could be read").arg(what) : tr("Imported %1").arg(what);
    view.fraction = 1;
    constexpr double kNanos = 1e9;
    QStringList parts{text(telemetry::formatBytes(report.bytes)),
                      tr("in %1").arg(text(telemetry::formatDuration(telemetry::Nanos(report.seconds * kNanos))))};
    if (const QString all = found(report.spans, report.logs, report.samples); !all.isEmpty())
        parts.append(all);
    if (report.duplicates > 0)
        parts.append(tr("%1 repeated").arg(count(report.duplicates)));
    const auto unread = std::count_if(report.files.begin(), report.files.end(), [](const ingest::FileReport &file) { return isUnread(file.state); });
    if (unread > 0 && report.files.size() > 1)
        parts.append(tr("%1 of %2 files not read").arg(count(std::uint64_t(unread)), count(report.files.size())));
    view.detail = parts.join(QStringLiteral(" · "));
    for (const ingest::FileReport &file : report.files) {
        view.files.append(lineOf(file, opened));
        if (file.record.errorCount > 0 || !file.record.errors.empty())
            view.losses.append(lossesOf(file, opened));
    }
    view.report = reportText(report);
    return view;
}

ImportView errorView(const QString &what, const base::Error &error)
{
    ImportView view;
    const bool stopped = error.kind == base::ErrorKind::Stopped;
    view.state = stopped ? ImportView::State::Stopped : ImportView::State::Failed;
    view.title = stopped ? tr("Import of %1 was stopped; nothing of it was kept").arg(what) : text(error.what);
    QStringList parts;
    if (!stopped)
        for (const std::string &part : {base::placeText(error.where), error.kept, error.advice})
            if (!part.empty())
                parts.append(text(part));
    view.detail = parts.join(QStringLiteral(" · "));
    view.report = text(error.text());
    return view;
}

QString summary(const ingest::ImportReport &report)
{
    QStringList parts{text(telemetry::formatBytes(report.bytes))};
    if (const QString all = found(report.spans, report.logs, report.samples); !all.isEmpty())
        parts.append(all);
    return parts.join(QStringLiteral(" · "));
}

} // namespace triptych::app
