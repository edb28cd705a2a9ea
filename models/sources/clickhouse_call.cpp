#include "sources/clickhouse_call.h"

#include "base/rest.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QUuid>
#include <charconv>

namespace triptych::sources {

using base::Error;
using base::ErrorKind;
using base::Result;

namespace {

constexpr std::string_view kException = "DB::Exception: ";
constexpr int kReadOnly = 164;
constexpr std::chrono::milliseconds kKillPatience{2'000};
constexpr std::size_t kTail = 16'384; ///< bytes at the end of an answer in which an exception's text is looked for
constexpr std::size_t kMostKills = 16;
constexpr std::chrono::milliseconds kWatchEvery{500};

ErrorKind errorKindOf(int code)
{
    switch (code) {
    case 192: // no such user
    case 193:
    case 194:
    case 497: // not allowed
    case 516: return ErrorKind::Unauthorised;
    case 202: return ErrorKind::RateLimited; // too many statements at once
    case 394: return ErrorKind::Stopped;
    default: return ErrorKind::Rejected;
    }
}

std::string adviceFor(int code)
{
    switch (code) {
    case 60: return "check the database: put its name behind the address, as in http://host:8123/otel";
    case 81: return "check the database that the address names";
    case 158:
    case 159:
    case 241:
    case 307: return "ask for a shorter time range or a narrower filter";
    case 202: return "wait a little, then ask again";
    case 497: return "this user needs the right to read the tables";
    case 516: return "check user and password";
    default: return {};
    }
}

std::uint64_t numberIn(const QJsonObject &object, const char *key)
{
    return object.value(QLatin1String(key)).toVariant().toString().toULongLong();
}

std::optional<ClickHouseProgress> summaryOf(const HttpResponse &response)
{
    const std::string_view text = response.header("x-clickhouse-summary");
    const QJsonObject object = QJsonDocument::fromJson(QByteArray(text.data(), static_cast<qsizetype>(text.size()))).object();
    if (object.isEmpty())
        return std::nullopt;
    return ClickHouseProgress{numberIn(object, "read_rows"), numberIn(object, "read_bytes"), std::chrono::nanoseconds(numberIn(object, "elapsed_ns"))};
}

} // namespace

std::string clickHouseEscaped(std::string_view value)
{
    std::string out;
    out.reserve(value.size());
    for (const char c : value) {
        switch (c) {
        case '\\': out += "\\\\"; break;
        case '\t': out += "\\t"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\0': out += "\\0"; break;
        default: out += c;
        }
    }
    return out;
}

std::optional<Error> clickHouseException(std::string_view text, std::string_view tag)
{
    const std::size_t from = text.size() > kTail ? text.size() - kTail : 0;
    std::string_view tail = text.substr(from);
    if (!tag.empty()) { // since 25.11 in a frame that rows cannot imitate
        const std::size_t at = tail.find("__exception__\r\n" + std::string(tag));
        if (at == std::string_view::npos)
            return std::nullopt;
        tail.remove_prefix(at);
    } else if (const std::size_t at = tail.find("__exception__"); at != std::string_view::npos && (at == 0 || tail[at - 1] == '\n')) {
        tail.remove_prefix(at);
    }
    // Before that a line of its own, or behind half a row. Rows are objects whose strings hold no bare line ends.
    std::size_t at = 0;
    for (;; ++at) {
        at = tail.find("Code: ", at);
        if (at == std::string_view::npos)
            return std::nullopt;
        const std::size_t lineEnd = std::min(tail.find('\n', at), tail.size());
        const bool inRow = lineEnd > at && lineEnd < tail.size() && tail[lineEnd - 1] == '}' && tag.empty();
        if (!inRow && tail.substr(at, 64).find(kException) != std::string_view::npos)
            break;
    }
    int code = 0;
    const std::string_view digits = tail.substr(at + 6);
    (void)std::from_chars(digits.data(), digits.data() + digits.size(), code);
    const std::size_t words = tail.find(kException, at) + kException.size();
    std::size_t end = tail.find(" (version ", words);
    end = std::min({end, tail.find("\r\n", words), tail.find("\n__exception__", words), tail.size()});
    std::string said(tail.substr(words, end - words));
    while (!said.empty() && (said.back() == '\n' || said.back() == ' '))
        said.pop_back();
    return Error{errorKindOf(code), "ClickHouse: " + said + " [code " + std::to_string(code) + "]", {}, {}, adviceFor(code)};
}

ClickHouseCall::ClickHouseCall(Endpoint endpoint, std::shared_ptr<NetworkThread> thread) : m_http(std::move(endpoint), thread), m_thread(std::move(thread)) {}

ClickHouseCall::~ClickHouseCall()
{
    m_kills.clear(); // waits for them, as m_http is theirs too
}

void ClickHouseCall::kill(std::string id)
{
    const std::lock_guard lock(m_mutex);
    if (m_kills.size() >= kMostKills)
        m_kills.erase(m_kills.begin());
    m_kills.emplace_back([endpoint = m_http.endpoint(), thread = m_thread, id = std::move(id)] {
        Endpoint quick = endpoint;
        quick.connectTimeout = quick.idleTimeout = quick.wholeTimeout = kKillPatience;
        quick.attempts = 1;
        const HttpClient client(quick, thread);
        HttpRequest request;
        request.method = HttpRequest::Method::Post;
        request.path = "/";
        request.query = {{"param_id", clickHouseEscaped(id)}};
        request.contentType = "text/plain; charset=UTF-8";
        request.body = "KILL QUERY WHERE query_id = {id:String} ASYNC";
        (void)client.send(request, {}); // who may not kill must let it run
    });
}

/// Its progress headers come one by one, but are handed on only once all are there: the list of its running statements
/// tells the same while one waits.
void ClickHouseCall::watch(const std::string &id, const Progress &progress, std::stop_token stop) const
{
    Endpoint quick = m_http.endpoint();
    quick.attempts = 1;
    const HttpClient client(quick, m_thread);
    HttpRequest request;
    request.method = HttpRequest::Method::Post;
    request.path = "/";
    request.query = {{"default_format", "JSONEachRow"}, {"param_id", clickHouseEscaped(id)}};
    request.contentType = "text/plain; charset=UTF-8";
    request.body = "SELECT read_rows AS done, total_rows_approx AS total FROM system.processes WHERE query_id = {id:String}";
    while (base::rest(kWatchEvery, stop)) {
        const auto answer = client.send(request, stop);
        if (!answer)
            return; // who may not look is told when it is done
        const QJsonObject row = QJsonDocument::fromJson(QByteArray::fromStdString(answer->body)).object();
        if (!row.isEmpty() && !stop.stop_requested())
            progress({numberIn(row, "done"), numberIn(row, "total")});
    }
}

Result<ClickHouseAnswer> ClickHouseCall::askOnce(const ClickHouseQuery &query, std::string_view format, bool settings, std::stop_token stop, const Progress &progress)
{
    const std::string id = "triptych-" + QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
    HttpRequest request;
    request.method = HttpRequest::Method::Post;
    request.path = "/";
    request.contentType = "text/plain; charset=UTF-8";
    request.body = query.sql;
    request.query = {{"default_format", std::string(format)}, {"query_id", id}};
    if (settings) {
        // A repeated attempt takes the place of the one whose answer was lost; a closed connection ends the statement.
        request.query.emplace_back("replace_running_query", "1");
        request.query.emplace_back("cancel_http_readonly_queries_on_client_close", "1");
        request.query.emplace_back("http_write_exception_in_output_format", "0");
        request.query.emplace_back("enable_http_compression", "1");
    }
    for (const query::NamedParameter &one : query.parameters)
        request.query.emplace_back("param_" + one.name, clickHouseEscaped(one.value));
    std::jthread watcher;
    if (progress)
        watcher = std::jthread([this, id, &progress](std::stop_token answered) { watch(id, progress, answered); });
    auto answer = m_http.send(request, stop);
    if (watcher.joinable()) {
        watcher.request_stop();
        watcher.join();
    }
    if (!answer) {
        Error error = answer.error();
        if (error.kind == ErrorKind::Stopped) {
            kill(id);
            return error;
        }
        auto exception = clickHouseException(error.what, {});
        if (!exception)
            return error;
        exception->where = error.where;
        return *exception;
    }
    if (auto exception = clickHouseException(answer->body, answer->header("x-clickhouse-exception-tag"))) {
        exception->where.file = shownUrl(m_http.endpoint());
        return *exception;
    }
    ClickHouseAnswer out;
    out.summary = summaryOf(*answer);
    out.body = std::move(answer->body);
    out.head = std::move(*answer);
    out.head.body.clear();
    return out;
}

Result<ClickHouseAnswer> ClickHouseCall::ask(const ClickHouseQuery &query, std::string_view format, std::stop_token stop, const Progress &progress)
{
    auto answer = askOnce(query, format, !m_readOnlyUser, stop, progress);
    if (answer || m_readOnlyUser || answer.error().what.find("[code " + std::to_string(kReadOnly) + "]") == std::string::npos)
        return answer;
    m_readOnlyUser = true;
    return askOnce(query, format, false, stop, progress);
}

} // namespace triptych::sources
