#include "analysis/flame_export.h"
#include "analysis/flame_filter.h"
#include "analysis/flame_set.h"
#include "analysis/flame_table.h"
#include "app/cli/file_output.h"
#include "app/cli/png_output.h"
#include "app/cli/rows.h"

#include <optional>

namespace triptych::cli {

using namespace telemetry;
using analysis::FlameProfile;
using analysis::FlameWeight;

namespace {

std::optional<FlameWeight> weightOf(std::string_view text)
{
    if (text == "total")
        return FlameWeight::Total;
    if (text == "self")
        return FlameWeight::Self;
    if (text == "count")
        return FlameWeight::Count;
    if (text == "errors")
        return FlameWeight::Errors;
    if (text == "critical")
        return FlameWeight::Critical;
    return std::nullopt;
}

base::Error stopped()
{
    return {base::ErrorKind::Stopped, "stopped", {}, {}, {}};
}

base::Result<FlameProfile> profileOf(sources::Source &source, const query::Selection &selection, std::stop_token stop)
{
    analysis::FlameSetBuilder builder(stop);
    const auto done = source.eachTrace(selection, [&](const TraceColumns &columns) { builder.add(columns); }, stop);
    if (!done)
        return done.error();
    const auto profile = builder.profile();
    return profile ? base::Result<FlameProfile>(*profile) : stopped();
}

base::Result<FlameProfile> profileOf(sources::Source &source, const std::string &id, std::stop_token stop)
{
    const auto trace = findTrace(source, id, stop);
    if (!trace)
        return trace.error();
    const auto columns = source.trace(*trace, stop);
    if (!columns)
        return columns.error();
    analysis::FlameSetBuilder builder(stop);
    builder.add(*columns);
    const auto profile = builder.profile();
    return profile ? base::Result<FlameProfile>(*profile) : stopped();
}

/// The chips of the explorer's flame graph as options.
analysis::FlameFilter filterOf(const Arguments &arguments)
{
    using analysis::FlameFilter;
    FlameFilter filter;
    for (const auto &[option, verb] : {std::pair("keep", FlameFilter::Verb::Keep), {"hide", FlameFilter::Verb::Hide}})
        for (const std::string &text : arguments.values(option))
            filter.add({verb, analysis::FramePattern::parse(text)});
    if (arguments.has("collapse-recursion"))
        filter.setRecursion(analysis::Recursion::Collapse);
    return filter;
}

/// A picture that stands alone has no theme to ask: the colours of the light theme's services, as text of the file format.
analysis::FlameSvgStyle pictureStyle()
{
    analysis::FlameSvgStyle style;
    style.services = {"#f4a582", "#92c5de", "#b8e186", "#fdcf76", "#c2a5cf", "#80cdc1", "#f1b6da", "#dfc27d", "#a6bddb", "#c7e9c0"};
    return style;
}

const char *const kFormats = "svg, png, folded, speedscope, json or csv";

bool isFormat(std::string_view format)
{
    for (const char *known : {"svg", "png", "folded", "speedscope", "json", "csv"})
        if (format == known)
            return true;
    return false;
}

std::string textOf(const FlameProfile &profile, FlameWeight weight, std::string_view format, const std::string &title)
{
    if (format == "json")
        return analysis::flameJson(profile, weight);
    if (format == "folded")
        return analysis::foldedStacks(profile, weight);
    if (format == "speedscope")
        return analysis::speedscopeJson(profile, weight, title);
    if (format == "csv")
        return analysis::frameCsv(profile, weight);
    return analysis::flameSvg(profile, weight, pictureStyle(), title);
}

std::string textOf(const analysis::FlameDiff &diff, std::string_view format, const std::string &title)
{
    if (format == "json")
        return analysis::flameDiffJson(diff);
    if (format == "folded")
        return analysis::foldedDiff(diff);
    if (format == "csv")
        return analysis::flameDiffCsv(diff);
    return analysis::flameDiffSvg(diff, pictureStyle(), title);
}

} // namespace

int runFlamegraph(Context &context)
{
    const Arguments &arguments = context.arguments;
    const auto weight = weightOf(arguments.value("weight").value_or("total"));
    if (!weight)
        return context.fail(usageError("--weight is total, self, count, errors or critical"));
    const std::string format = arguments.value("format").value_or(context.json ? "json" : "svg");
    const auto diff = arguments.value("diff");
    const std::string output = arguments.value("output").value_or("-");
    if (!isFormat(format))
        return context.fail(usageError("--format is " + std::string(kFormats)));
    if (format == "png" && output == "-")
        return context.fail(usageError("a PNG is written into a file", "add -o FILE.png"));
    auto input = openInput(context);
    if (!input)
        return context.fail(input.error());
    const auto one = arguments.value("trace");
    const auto whole = one ? profileOf(input->asked(), *one, context.stop) : profileOf(input->asked(), input->selection, context.stop);
    if (!whole)
        return context.fail(whole.error());
    const analysis::FlameFilter frames = filterOf(arguments);
    const FlameProfile profile = frames.apply(*whole);
    const auto named = [](const std::string &filter) { return filter.empty() ? std::string("all traces") : filter; };
    const std::string title = one ? "trace " + *one : named(input->selection.filter.text());

    std::string text;
    if (diff) {
        const auto other = selectionOf(arguments, *diff, input->asked(), context.stop);
        if (!other)
            return context.fail(other.error());
        const auto b = profileOf(input->asked(), *other, context.stop);
        if (!b)
            return context.fail(b.error());
        const FlameProfile profileB = frames.apply(*b);
        const std::string titleA = "A " + title, titleB = "B " + named(*diff);
        text = format == "speedscope" ? analysis::speedscopeJson(profile, profileB, *weight, titleA, titleB)
                                      : textOf(analysis::flameDiff(profile, profileB, *weight), format, titleA + " \u2014 " + titleB);
    } else {
        text = textOf(profile, *weight, format, title);
    }
    if (!text.ends_with('\n'))
        text += '\n';
    if (format == "png") {
        const auto drawn = writePng(text, output, context.stop);
        return drawn ? input->exit() : context.fail(drawn.error());
    }
    auto file = FileOutput::open(output, context.out);
    if (!file)
        return context.fail(file.error());
    (*file)->out().write(text);
    const auto finished = (*file)->finish();
    return finished ? input->exit() : context.fail(finished.error());
}

} // namespace triptych::cli
