#include "analysis/flame_export.h"
#include "analysis/flame_filter.h"
#include "analysis/flame_set.h"
#include "app/cli/file_output.h"
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

} // namespace

int runFlamegraph(Context &context)
{
    const Arguments &arguments = context.arguments;
    const auto weight = weightOf(arguments.value("weight").value_or("total"));
    if (!weight)
        return context.fail(usageError("--weight is total, self, count, errors or critical"));
    const std::string format = arguments.value("format").value_or(context.json ? "json" : "svg");
    const auto diff = arguments.value("diff");
    if (format == "png")
        return context.fail(usageError("triptych-cli draws no PNG", "use --format svg, or the explorer: triptych FILE --view flame --screenshot OUT.png"));
    if (format != "svg" && format != "folded" && format != "speedscope" && format != "json")
        return context.fail(usageError("--format is svg, folded, speedscope or json"));
    if (diff && format != "json")
        return context.fail(usageError("--diff is written as --format json"));
    auto input = openInput(context);
    if (!input)
        return context.fail(input.error());
    const auto one = arguments.value("trace");
    const auto whole = one ? profileOf(*input->source, *one, context.stop) : profileOf(*input->source, input->selection, context.stop);
    if (!whole)
        return context.fail(whole.error());
    const analysis::FlameFilter frames = filterOf(arguments);
    const FlameProfile profile = frames.apply(*whole);

    std::string text;
    if (diff) {
        const auto other = selectionOf(arguments, *diff, *input->source, context.stop);
        if (!other)
            return context.fail(other.error());
        const auto b = profileOf(*input->source, *other, context.stop);
        if (!b)
            return context.fail(b.error());
        text = analysis::flameDiffJson(analysis::flameDiff(profile, frames.apply(*b), *weight));
    } else if (format == "json") {
        text = analysis::flameJson(profile, *weight);
    } else if (format == "folded") {
        text = analysis::foldedStacks(profile, *weight);
    } else {
        const std::string filter = input->selection.filter.text();
        const std::string title = one ? "trace " + *one : filter.empty() ? "all traces" : filter;
        text = format == "svg" ? analysis::flameSvg(profile, *weight, pictureStyle(), title) : analysis::speedscopeJson(profile, *weight, title);
    }
    if (!text.ends_with('\n'))
        text += '\n';
    auto file = FileOutput::open(arguments.value("output").value_or("-"), context.out);
    if (!file)
        return context.fail(file.error());
    (*file)->out().write(text);
    const auto finished = (*file)->finish();
    return finished ? input->exit() : context.fail(finished.error());
}

} // namespace triptych::cli
