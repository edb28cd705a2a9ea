#include "app/open_request.h"

#include <QHash>
#include <QRegularExpression>
#include <QUrl>
#include <QUrlQuery>
#include <functional>

namespace triptych::app {

namespace {

using session::Page;

base::Error wrong(const QString &what)
{
    return {base::ErrorKind::BadQuery, what.toStdString(), {}, {}, "triptych --help lists what it understands."};
}

const QHash<QString, Page> &views()
{
    static const QHash<QString, Page> kViews{
        {QStringLiteral("overview"), Page::Overview},
        {QStringLiteral("traces"), Page::Traces}, {QStringLiteral("trace"), Page::Trace},
        {QStringLiteral("flame"), Page::Flame},   {QStringLiteral("compare"), Page::Compare},
        {QStringLiteral("logs"), Page::Logs},     {QStringLiteral("map"), Page::Map},
        {QStringLiteral("sql"), Page::Sql},
    };
    return kViews;
}

base::Result<void> setView(OpenRequest &request, const QString &name)
{
    const auto view = views().find(name);
    if (view == views().end())
        return wrong(QStringLiteral("“%1” is no view of this version; overview, traces, trace, flame, compare, logs, map or sql").arg(name));
    request.page = *view;
    return {};
}

base::Result<void> setTheme(OpenRequest &request, const QString &name)
{
    if (name == QStringLiteral("light"))
        request.theme = ui::Theme::Mode::Light;
    else if (name == QStringLiteral("dark"))
        request.theme = ui::Theme::Mode::Dark;
    else if (name == QStringLiteral("system"))
        request.theme = ui::Theme::Mode::System;
    else
        return wrong(QStringLiteral("“%1” is no theme; light, dark or system").arg(name));
    return {};
}

base::Result<void> setSize(OpenRequest &request, const QString &text)
{
    static const QRegularExpression kSize(QStringLiteral("^(\\d{2,5})x(\\d{2,5})$"));
    const auto match = kSize.match(text);
    if (!match.hasMatch())
        return wrong(QStringLiteral("“%1” is no size; write it as 1280x800").arg(text));
    request.size = {match.captured(1).toInt(), match.captured(2).toInt()};
    return {};
}

} // namespace

base::Result<OpenRequest> requestFromArguments(const QStringList &arguments)
{
    using Take = std::function<base::Result<void>(OpenRequest &, const QString &)>;
    const auto text = [](QString OpenRequest::*member) {
        return [member](OpenRequest &request, const QString &value) -> base::Result<void> {
            request.*member = value;
            return {};
        };
    };
    const QHash<QString, Take> withValue{
        {QStringLiteral("--store"), text(&OpenRequest::store)},   {QStringLiteral("--filter"), text(&OpenRequest::filter)},
        {QStringLiteral("--trace"), text(&OpenRequest::trace)},   {QStringLiteral("--span"), text(&OpenRequest::span)},
        {QStringLiteral("--a"), text(&OpenRequest::sideA)},       {QStringLiteral("--b"), text(&OpenRequest::sideB)},
        {QStringLiteral("--screenshot"), text(&OpenRequest::screenshot)}, {QStringLiteral("--view"), setView},
        {QStringLiteral("--profile"), [](OpenRequest &request, const QString &value) -> base::Result<void> {
             request.profiles.append(value);
             return {};
         }},
        {QStringLiteral("--source"), [](OpenRequest &request, const QString &value) -> base::Result<void> {
             request.sources.append(value);
             return {};
         }},
        {QStringLiteral("--theme"), setTheme},                    {QStringLiteral("--size"), setSize},
        {QStringLiteral("--draw-svg"), text(&OpenRequest::drawSvg)},
    };
    const QHash<QString, bool OpenRequest::*> flags{
        {QStringLiteral("--demo"), &OpenRequest::demo},     {QStringLiteral("--reset-layout"), &OpenRequest::resetLayout},
        {QStringLiteral("--help"), &OpenRequest::help},     {QStringLiteral("-h"), &OpenRequest::help},
        {QStringLiteral("--version"), &OpenRequest::version},
    };
    OpenRequest request;
    bool onlyPaths = false;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString &argument = arguments[i];
        if (!onlyPaths && argument.startsWith(QStringLiteral("triptych://"))) {
            auto link = requestFromLink(argument);
            if (!link)
                return link.error();
            link->theme = request.theme;
            link->size = request.size;
            link->screenshot = request.screenshot;
            request = std::move(*link);
        } else if (onlyPaths || !argument.startsWith(u'-') || argument == QStringLiteral("-")) {
            request.paths.append(argument);
        } else if (argument == QStringLiteral("--")) {
            onlyPaths = true;
        } else if (const auto flag = flags.find(argument); flag != flags.end()) {
            request.*(*flag) = true;
        } else {
            const qsizetype equals = argument.indexOf(u'=');
            const QString name = argument.left(equals < 0 ? argument.size() : equals);
            const auto option = withValue.find(name);
            if (option == withValue.end())
                return wrong(QStringLiteral("“%1” is no option of this version").arg(name));
            if (equals < 0 && ++i == arguments.size())
                return wrong(QStringLiteral("“%1” needs a value").arg(name));
            if (const auto taken = (*option)(request, equals < 0 ? arguments[i] : argument.mid(equals + 1)); !taken)
                return taken.error();
        }
    }
    return request;
}

base::Result<OpenRequest> requestFromLink(const QString &link)
{
    const QUrl url(link);
    if (!url.isValid() || url.scheme() != QStringLiteral("triptych") || url.host() != QStringLiteral("open"))
        return wrong(QStringLiteral("“%1” is no link of Triptych").arg(link.left(100)));
    OpenRequest request;
    const QUrlQuery query(url);
    const auto items = query.queryItems(QUrl::FullyDecoded);
    for (const auto &[name, value] : items) {
        if (name == QStringLiteral("path"))
            request.paths.append(value);
        else if (name == QStringLiteral("demo"))
            request.demo = true;
        else if (name == QStringLiteral("profile"))
            request.profiles.append(value);
        else if (name == QStringLiteral("filter"))
            request.filter = value;
        else if (name == QStringLiteral("trace"))
            request.trace = value;
        else if (name == QStringLiteral("span"))
            request.span = value;
        else if (name == QStringLiteral("a"))
            request.sideA = value;
        else if (name == QStringLiteral("b"))
            request.sideB = value;
        else if (name == QStringLiteral("view")) {
            if (const auto taken = setView(request, value); !taken)
                return taken.error();
        }
    }
    return request;
}

QString linkOf(const OpenRequest &request)
{
    QUrl url(QStringLiteral("triptych://open"));
    QUrlQuery query;
    const auto add = [&](const char *name, const QString &value) {
        if (!value.isEmpty()) // a plus would be read back as a space by some, so it is escaped too
            query.addQueryItem(QString::fromLatin1(name), QString::fromLatin1(QUrl::toPercentEncoding(value)));
    };
    for (const QString &path : request.paths)
        add("path", path);
    for (const QString &profile : request.profiles)
        add("profile", profile);
    if (request.demo)
        add("demo", QStringLiteral("1"));
    add("filter", request.filter);
    add("trace", request.trace);
    add("span", request.span);
    add("a", request.sideA);
    add("b", request.sideB);
    if (request.page)
        add("view", views().key(*request.page));
    url.setQuery(query);
    return QString::fromLatin1(url.toEncoded());
}

QString usage()
{
    return QStringLiteral(
        "Triptych %1: traces, logs and metrics of a request, in one window\n"
        "\n"
        "triptych [PATH...]            files, folders, archives, a saved store, or - for standard input\n"
        "  --demo                      the built-in demo\n"
        "  --store FILE                a saved store\n"
        "  --source KIND=URL           a server: jaeger, tempo, zipkin, loki, prometheus, clickhouse, elasticsearch\n"
        "                              or datadog; may be repeated, also for one kind\n"
        "  --profile NAME              a saved connection; may be repeated: one search asks all of them, and each\n"
        "                              record is tagged with the name of its own (profile:NAME)\n"
        "  --filter FILTER             as in the filter bar: 'service:checkout status:error duration:>250ms'\n"
        "  --trace ID  --span ID       open a trace, select a span; ids in any spelling\n"
        "  --a FILTER, --b FILTER      the two sides of --view compare\n"
        "  --view NAME                 overview, traces, trace, flame, compare, logs, map or sql\n"
        "  --theme NAME                light, dark or system\n"
        "  --size WxH                  of the window\n"
        "  --reset-layout              forget window size, docks and columns\n"
        "  --screenshot PNG            open what the others ask for, write the picture when fully drawn, end\n"
        "  --draw-svg SVG              with --screenshot: no window, but this SVG file as PNG\n"
        "  --help  --version\n"
        "\n"
        "A triptych://open?path=...&filter=...&trace=... link carries the same.\n")
        .arg(QStringLiteral(TRIPTYCH_VERSION));
}

} // namespace triptych::app
