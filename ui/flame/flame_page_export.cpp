#include "analysis/flame_export.h"
#include "analysis/flame_table.h"
#include "items/save_file.h"
#include "ui/common/file_export.h"
#include "ui/flame/flame_page.h"
#include "ui/theme/palette_tokens.h"
#include "ui/trace/profile_view.h"

#include <QSplitter>

namespace triptych::ui {

namespace {

FileExport::Write writing(std::shared_ptr<const analysis::FlameProfile> profile, analysis::FlameWeight weight, FlamePage::Format format,
                          std::string title, analysis::FlameSvgStyle style)
{
    return [=](const QString &path, std::stop_token) {
        switch (format) {
        case FlamePage::Format::Folded: return items::saveFile(path, foldedStacks(*profile, weight));
        case FlamePage::Format::Speedscope: return items::saveFile(path, speedscopeJson(*profile, weight, title));
        case FlamePage::Format::Csv: return items::saveFile(path, frameCsv(*profile, weight));
        case FlamePage::Format::Json: return items::saveFile(path, flameJson(*profile, weight));
        case FlamePage::Format::Svg: break;
        }
        return items::saveFile(path, flameSvg(*profile, weight, style, title));
    };
}

analysis::FlameSvgStyle styleOf(const Theme &theme)
{
    analysis::FlameSvgStyle style;
    style.background = theme.color(Role::Surface).name().toStdString();
    style.text = theme.textOnService().name().toStdString();
    for (int slot = 0; slot < kServiceColours; ++slot)
        style.services.push_back(theme.serviceAt(slot).name().toStdString());
    return style;
}

} // namespace

void FlamePage::writeData(const QString &path, Format format)
{
    if (!m_shape.shown)
        return;
    const std::string filter = m_context.session.filter().text();
    m_export->write(tr("Export flame graph"), path,
                    writing(m_shape.shown, m_weight, format, filter.empty() ? "all traces" : filter, styleOf(m_context.theme)));
}

bool FlamePage::exportData()
{
    if (!m_shape.shown)
        return false;
    const std::pair<FileExport::Kind, Format> kinds[] = {{{tr("Folded stacks"), QStringLiteral(".folded")}, Format::Folded},
                                                         {{tr("speedscope"), QStringLiteral(".speedscope.json")}, Format::Speedscope},
                                                         {{tr("Operations as CSV"), QStringLiteral(".csv")}, Format::Csv},
                                                         {{tr("Tree as JSON"), QStringLiteral(".json")}, Format::Json},
                                                         {{tr("SVG with tooltips"), QStringLiteral(".svg")}, Format::Svg}};
    std::vector<FileExport::Kind> names;
    std::vector<Format> formats;
    for (const auto &[kind, format] : kinds) {
        names.push_back(kind);
        formats.push_back(format);
    }
    m_export->ask(tr("Export flame graph"), QStringLiteral("flame"), names, [this, formats](const QString &path, std::size_t kind) {
        // A speedscope file's ending is JSON's too: the longer one was meant.
        const Format format = path.endsWith(QLatin1String(".speedscope.json"), Qt::CaseInsensitive) ? Format::Speedscope : formats[kind];
        const std::string filter = m_context.session.filter().text();
        return writing(m_shape.shown, m_weight, format, filter.empty() ? "all traces" : filter, styleOf(m_context.theme));
    });
    return true;
}

bool FlamePage::exportPicture()
{
    if (!m_shape.shown)
        return false;
    m_export->askForPicture(sandwich() ? static_cast<QWidget &>(*m_halves) : *m_graph, QStringLiteral("flame"));
    return true;
}

} // namespace triptych::ui
