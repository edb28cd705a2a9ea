#include "app/composition.h"
#include "items/traces_model.h"
#include "sources/fault_server.h"
#include "telemetry/ids.h"
#include "test_registry.h"
#include "ui/common/banner.h"
#include "ui/common/flat_button.h"
#include "ui/common/state_pane.h"
#include "ui/explore/data_table.h"
#include "ui/filter/native_query_button.h"
#include "ui/filter/native_query_popup.h"
#include "ui/logs/log_list.h"
#include "ui/shell/refresher.h"
#include "ui/shell/session_facts.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QTemporaryDir>
#include <QUrlQuery>
#include <QTest>
#include <atomic>

using namespace triptych;
using session::Page;

namespace {

constexpr int kPatience = 20'000; // of a machine that has much else to do

/// Before any range of a test ends, however slow the machine is.
qint64 nowMs()
{
    static const qint64 kStart = QDateTime::currentMSecsSinceEpoch();
    return kStart;
}

QByteArray id32(int n)
{
    return QByteArray("00000000000000010000000000000000").replace(32 - QByteArray::number(n).size(), QByteArray::number(n).size(), QByteArray::number(n));
}

/// A span of Zipkin's, `ago` ms before now.
QByteArray zipkinSpan(int trace, const QByteArray &service, qint64 ago = 1000)
{
    return R"({"traceId":")" + id32(trace) + R"(","id":"00000000000000a1","name":"get /","kind":"SERVER","timestamp":)" + QByteArray::number((nowMs() - ago) * 1000) +
           R"(,"duration":5000,"localEndpoint":{"serviceName":")" + service + R"("},"tags":{"stage":"blue"}})";
}

QByteArray lokiAnswer(const QByteArray &text, const QByteArray &trace)
{
    return R"({"status":"success","data":{"resultType":"streams","result":[{"stream":{"service_name":"shop"},"values":[[")" + QByteArray::number((nowMs() - 1000) * 1'000'000) + R"(",")" + text +
           R"(",{"structuredMetadata":{"trace_id":")" + trace + R"("}}]]}]}})";
}

FaultAnswer json(const QByteArray &body)
{
    return FaultAnswer::of(200, body);
}

/// What a Zipkin of two traces says.
FaultAnswer zipkin(const FaultRequest &request)
{
    if (request.target.startsWith("/api/v2/services"))
        return json(R"(["shop","web"])");
    if (request.target.startsWith("/api/v2/traces"))
        return json("[[" + zipkinSpan(1, "shop") + "],[" + zipkinSpan(2, "web") + "]]");
    if (request.target.startsWith("/api/v2/trace/"))
        return json("[" + zipkinSpan(request.target.endsWith("2") ? 2 : 1, "shop") + "]");
    return json("[]");
}

/// What a Loki of one line says.
FaultAnswer loki(const FaultRequest &request)
{
    if (request.target.startsWith("/loki/api/v1/labels"))
        return json(R"({"status":"success","data":["service_name"]})");
    if (request.target.startsWith("/loki/api/v1/query_range"))
        return json(lokiAnswer("card declined", id32(1)));
    return json(R"({"status":"success","data":[]})");
}

struct Explorer {
    QTemporaryDir folder;
    app::Settings settings{folder.filePath(QStringLiteral("settings.ini"))};
    std::unique_ptr<app::Composition> composition = std::make_unique<app::Composition>(settings, ui::Theme::Mode::Light);

    bool open(const QStringList &sources, std::optional<Page> page = std::nullopt)
    {
        composition->window().resize(1280, 800);
        composition->window().show();
        app::OpenRequest request;
        request.sources = sources;
        request.page = page;
        composition->open(request);
        return QTest::qWaitForWindowActive(&composition->window()) && QTest::qWaitFor([this] { return composition->workspace().source() != nullptr; }, kPatience);
    }
    ui::MainWindow &window() { return composition->window(); }
    session::Session &session() { return composition->session(); }
    bool settle()
    {
        return QTest::qWaitFor([this] { return composition->settled() && !composition->workspace().busy().busy(); }, kPatience);
    }
    items::TracesModel *traces() { return window().findChild<items::TracesModel *>(); }
    ui::DataTable *table()
    {
        for (ui::DataTable *table : window().findChildren<ui::DataTable *>())
            if (table->model() == traces())
                return table;
        return nullptr;
    }
    QString facts() { return window().findChild<ui::SessionFacts *>()->status().join(u'|'); }
    /// The words of panes that stand in the place of content.
    QString states()
    {
        QStringList out;
        for (const ui::StatePane *pane : window().findChildren<ui::StatePane *>())
            if (pane->isVisible())
                out.append(pane->accessibleName() + u'|' + pane->accessibleDescription());
        return out.join(u'\n');
    }
    /// What stands over rows.
    QString banner()
    {
        QStringList out;
        for (const ui::Banner *banner : window().findChildren<ui::Banner *>())
            if (banner->isVisible())
                out.append(banner->message());
        return out.join(u'\n');
    }
    ui::FlatButton *button(const QString &text)
    {
        for (ui::FlatButton *button : window().findChildren<ui::FlatButton *>())
            if (button->isVisible() && button->text() == text)
                return button;
        return nullptr;
    }
    void filter(const char *text) { session().setFilter(query::Filter::parse(text).value()); }
};

QString zipkinAt(const FaultServer &server)
{
    return QStringLiteral("zipkin=") + server.url();
}

} // namespace

class TestServers : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatAServerAnswersIsShownAndKeptForOpeningOffline()
    {
        const QString kept = Explorer().folder.path() + QStringLiteral(".triptych");
        {
            FaultServer server(zipkin), logs(loki);
            Explorer e;
            QVERIFY(e.open({zipkinAt(server), QStringLiteral("loki=") + logs.url()}));
            QTRY_COMPARE_WITH_TIMEOUT(e.traces()->rowCount(), 2, kPatience);
            QVERIFY(e.session().last().has_value());
            e.session().openTrace(telemetry::TraceId{1, 1});
            QVERIFY(e.settle());
            // Its line came from the log server beside it.
            QTRY_VERIFY_WITH_TIMEOUT(e.composition->workspace().source()->stored().logCount({}, {}).value() == 1, kPatience);
            QFile::remove(kept);
            Q_EMIT e.window().saveRequested(kept);
            QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(kept) && e.composition->settled(), kPatience);
        }
        Explorer offline;
        app::OpenRequest request;
        request.store = kept;
        offline.composition->open(request);
        QTRY_VERIFY_WITH_TIMEOUT(offline.composition->workspace().source(), kPatience);
        const auto source = offline.composition->workspace().source();
        QCOMPARE(source->traces({}, {}, {}).value().total, std::uint64_t(2));
        QCOMPARE(source->logsOf({1, 1}, std::nullopt, telemetry::Guess::No, 10, {}).value().size(), std::size_t(1));
        QFile::remove(kept);
    }

    void aFailureTellsWhereAndInTheServersWordsAndCanBeRetried()
    {
        std::atomic<bool> broken = true;
        FaultServer server([&](const FaultRequest &request) {
            return broken && request.target.startsWith("/api/v2/traces") ? FaultAnswer::of(400, R"({"message":"the storage is asleep"})") : zipkin(request);
        });
        Explorer e;
        QVERIFY(e.open({zipkinAt(server)}));
        QTRY_VERIFY2_WITH_TIMEOUT(e.states().contains(QStringLiteral("HTTP 400: the storage is asleep")), qPrintable(e.states()), kPatience);
        QVERIFY2(e.states().contains(server.url()), qPrintable(e.states()));
        broken = false;
        QTRY_VERIFY_WITH_TIMEOUT(e.button(QStringLiteral("Retry")), kPatience);
        QTest::mouseClick(e.button(QStringLiteral("Retry")), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(e.traces()->rowCount(), 2, kPatience);
    }

    void afterAFailedRefreshTheRowsStayAndTheFailureStandsOverThem()
    {
        std::atomic<bool> broken = false;
        FaultServer server([&](const FaultRequest &request) {
            return broken && request.target.startsWith("/api/v2/traces") ? FaultAnswer::of(400, R"({"message":"the storage is asleep"})") : zipkin(request);
        });
        Explorer e;
        QVERIFY(e.open({zipkinAt(server)}));
        QTRY_COMPARE_WITH_TIMEOUT(e.traces()->rowCount(), 2, kPatience);
        QVERIFY(e.settle());
        broken = true;
        QTest::keyClick(&e.window(), Qt::Key_F5);
        QTRY_VERIFY2_WITH_TIMEOUT(e.banner().contains(QStringLiteral("Not up to date: HTTP 400: the storage is asleep")), qPrintable(e.banner()), kPatience);
        QVERIFY(e.settle());
        QCOMPARE(e.traces()->rowCount(), 2);
        QVERIFY(e.table()->isVisible());
        broken = false;
        QTest::mouseClick(e.button(QStringLiteral("Retry")), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(e.banner().isEmpty(), kPatience);
        QCOMPARE(e.traces()->rowCount(), 2);
        // Rows of another filter would be taken for the answer: they go.
        broken = true;
        e.filter("service:web");
        QTRY_VERIFY2_WITH_TIMEOUT(e.states().contains(QStringLiteral("the storage is asleep")), qPrintable(e.states()), kPatience);
        QVERIFY(!e.table()->isVisible());
    }

    void ofSeveralServersOneThatFailsIsNamedAndTheOthersRowsStand()
    {
        std::atomic<bool> broken = true;
        FaultServer eu(zipkin), us([&](const FaultRequest &request) {
            if (broken && request.target.startsWith("/api/v2/traces"))
                return FaultAnswer::of(400, R"({"message":"no space left"})");
            return request.target.startsWith("/api/v2/traces") ? json("[[" + zipkinSpan(7, "shop") + "]]") : zipkin(request);
        });
        Explorer e;
        QVERIFY(e.open({zipkinAt(eu), zipkinAt(us)}));
        QTRY_COMPARE_WITH_TIMEOUT(e.traces()->rowCount(), 2, kPatience);
        const QString called = QStringLiteral("Zipkin of ") + us.url().mid(int(qstrlen("http://")));
        QTRY_VERIFY2_WITH_TIMEOUT(e.banner().contains(called + QStringLiteral(" could not be asked: HTTP 400: no space left")), qPrintable(e.banner()), kPatience);
        broken = false;
        QVERIFY(e.settle());
        QTest::mouseClick(e.button(QStringLiteral("Retry")), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(e.traces()->rowCount(), 3, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(e.banner().isEmpty(), kPatience);
        // Which of them a trace came from is a tag like others.
        e.filter(("profile:\"" + us.url().mid(int(qstrlen("http://"))).toStdString() + "\"").c_str());
        QTRY_COMPARE_WITH_TIMEOUT(e.traces()->rowCount(), 1, kPatience);
    }

    void ofTenQuestionsOnlyTheLastIsDrawn()
    {
        FaultServer server([](const FaultRequest &request) {
            if (!request.target.startsWith("/api/v2/traces"))
                return zipkin(request);
            const QUrlQuery query(QUrl(QString::fromLatin1(request.target)));
            const QByteArray service = query.queryItemValue(QStringLiteral("serviceName")).toLatin1();
            FaultAnswer answer = json(service.isEmpty() ? QByteArray("[]") : "[[" + zipkinSpan(service == "web" ? 4 : 3, service) + "]]");
            answer.delayMs = 60;
            return answer;
        });
        Explorer e;
        QVERIFY(e.open({zipkinAt(server)}));
        QVERIFY(e.settle());
        QStringList drawn;
        connect(e.traces(), &QAbstractItemModel::modelReset, this, [&] {
            if (e.traces()->rowCount() > 0)
                drawn.append(e.traces()->index(0, items::TracesModel::Service).data().toString());
        });
        for (int i = 0; i < 10; ++i) {
            e.filter(i % 2 == 0 ? "service:shop" : "service:web");
            QTest::qWait(5);
        }
        QVERIFY(e.settle());
        QCOMPARE(e.traces()->rowCount(), 1);
        for (const QString &service : drawn)
            QCOMPARE(service, QStringLiteral("web"));
    }

    void aHangingServerCanBeStopped()
    {
        FaultServer server([](const FaultRequest &request) {
            FaultAnswer answer = zipkin(request);
            if (request.target.startsWith("/api/v2/traces"))
                answer.delayMs = 600'000;
            return answer;
        });
        Explorer e;
        QVERIFY(e.open({zipkinAt(server)}));
        QTRY_VERIFY2_WITH_TIMEOUT(e.states().contains(QStringLiteral("Asking Zipkin for traces")), qPrintable(e.states()), kPatience);
        QTest::mouseClick(e.button(QStringLiteral("Cancel")), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!e.composition->workspace().busy().busy(), kPatience);
        QVERIFY2(e.states().contains(QStringLiteral("Stopped")), qPrintable(e.states()));
        QTRY_VERIFY_WITH_TIMEOUT(e.button(QStringLiteral("Ask Again")), kPatience);
    }

    void aSlowServersRowsComeAfterItsSilence()
    {
        constexpr int kSilenceMs = 2500; // longer than anything that shows itself late
        FaultServer server([](const FaultRequest &request) {
            FaultAnswer answer = zipkin(request);
            if (request.target.startsWith("/api/v2/traces"))
                answer.delayMs = kSilenceMs;
            return answer;
        });
        Explorer e;
        QVERIFY(e.open({zipkinAt(server)}));
        QTRY_VERIFY2_WITH_TIMEOUT(e.states().contains(QStringLiteral("Asking Zipkin for traces")), qPrintable(e.states()), kPatience);
        QVERIFY(e.button(QStringLiteral("Cancel")));
        // The window goes on meanwhile: another page, and back.
        e.session().setPage(Page::Map);
        QTRY_VERIFY_WITH_TIMEOUT(e.session().page() == Page::Map, kPatience);
        e.session().setPage(Page::Traces);
        QCOMPARE(e.traces()->rowCount(), 0);
        QTRY_COMPARE_WITH_TIMEOUT(e.traces()->rowCount(), 2, kPatience);
        QVERIFY(e.settle());
        QVERIFY2(!e.states().contains(QStringLiteral("Asking")), qPrintable(e.states()));
        const auto requests = server.requests();
        QCOMPARE(std::count_if(requests.begin(), requests.end(), [](const FaultRequest &r) { return r.target.startsWith("/api/v2/traces"); }), 1); // all views wait for one answer
    }

    void aLimitIsNamed()
    {
        FaultServer server([](const FaultRequest &request) {
            if (!request.target.startsWith("/api/v2/traces"))
                return zipkin(request);
            QByteArray all;
            for (int i = 0; i < 200; ++i)
                all += (i > 0 ? ",[" : "[") + zipkinSpan(i + 1, "shop") + "]";
            return json("[" + all + "]");
        });
        Explorer e;
        QVERIFY(e.open({zipkinAt(server)}));
        QTRY_VERIFY2_WITH_TIMEOUT(e.facts().contains(QStringLiteral("Zipkin: the first 200, there may be more")), qPrintable(e.facts()), kPatience);
        e.filter("stage:/b.ue/"); // an expression is nothing that Zipkin knows
        QTRY_VERIFY2_WITH_TIMEOUT(e.facts().contains(QStringLiteral("the first 200; matches may be hidden")), qPrintable(e.facts()), kPatience);
    }

    void refreshBringsWhatIsNewAndKeepsThePlace()
    {
        std::atomic<int> count = 2;
        FaultServer server([&](const FaultRequest &request) {
            if (!request.target.startsWith("/api/v2/traces"))
                return zipkin(request);
            QByteArray all;
            for (int i = 0; i < count; ++i)
                all += (i > 0 ? ",[" : "[") + zipkinSpan(i + 1, "shop", 60'000 - i) + "]";
            return json("[" + all + "]");
        });
        Explorer e;
        QVERIFY(e.open({zipkinAt(server)}));
        QTRY_COMPARE_WITH_TIMEOUT(e.traces()->rowCount(), 2, kPatience);
        QVERIFY(e.settle());
        const auto before = e.session().range();
        ui::DataTable *table = e.table();
        QVERIFY(table);
        table->setCurrentIndex(e.traces()->index(1, 0));
        const QString current = table->currentIndex().data(items::TraceRole).toString();
        count = 5;
        QTest::keyClick(&e.window(), Qt::Key_F5);
        QTRY_COMPARE_WITH_TIMEOUT(e.traces()->rowCount(), 5, kPatience);
        QVERIFY(e.session().range()->to > before->to);
        QCOMPARE(e.session().range()->to - e.session().range()->from, before->to - before->from);
        QVERIFY(!e.session().canGoBack()); // the clock is no step
        QCOMPARE(table->currentIndex().data(items::TraceRole).toString(), current);

        auto *refresher = e.window().findChild<ui::Refresher *>();
        refresher->setInterval(50);
        count = 7;
        QTRY_COMPARE_WITH_TIMEOUT(e.traces()->rowCount(), 7, kPatience);
        QTest::keyClick(&e.window(), Qt::Key_F9);
        QVERIFY(e.composition->workspace().live() == ui::Workspace::Live::Paused);
        QVERIFY(e.settle());
        const auto asked = server.requests().size();
        count = 9;
        QTest::qWait(200);
        QCOMPARE(server.requests().size(), asked);
        QTest::keyClick(&e.window(), Qt::Key_F9);
        QTRY_COMPARE_WITH_TIMEOUT(e.traces()->rowCount(), 9, kPatience);
    }

    void theNativeQueryIsShownEditedAndAskedInstead()
    {
        FaultServer server([](const FaultRequest &request) {
            if (request.target.startsWith("/loki/api/v1/query_range") && request.body.contains("pattern"))
                return json(lokiAnswer("edited", id32(1)));
            return loki(request);
        });
        Explorer e;
        QVERIFY(e.open({QStringLiteral("loki=") + server.url()}));
        QVERIFY(e.session().page() == Page::Logs);
        e.filter("service:shop");
        QVERIFY(e.settle());
        QTest::mouseClick(e.window().findChild<ui::NativeQueryButton *>(), Qt::LeftButton);
        auto *popup = e.window().findChild<ui::NativeQueryPopup *>();
        QVERIFY(popup);
        QTRY_VERIFY_WITH_TIMEOUT(popup->findChild<QPlainTextEdit *>(), kPatience);
        auto *edit = popup->findChild<QPlainTextEdit *>();
        QVERIFY2(edit->toPlainText().contains(QStringLiteral("service_name")), qPrintable(edit->toPlainText()));
        edit->setFocus();
        edit->moveCursor(QTextCursor::End);
        QTest::keyClicks(edit, QStringLiteral(" | pattern"));
        QTest::keyClick(edit, Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(!popup->isVisible());
        const auto asked = [&] {
            const auto requests = server.requests();
            return std::any_of(requests.begin(), requests.end(), [](const FaultRequest &r) { return r.body.contains("pattern"); });
        };
        QTRY_VERIFY_WITH_TIMEOUT(asked(), kPatience);
        QVERIFY(e.settle());
        const auto notes = e.composition->workspace().source()->notes(telemetry::Table::Logs, e.session().selection());
        QCOMPARE(notes.size(), std::size_t(1));
        QVERIFY(notes.front().edited && notes.front().native.find("| pattern") != std::string::npos);
        // Nobody shall take what is shown for the answer of the edited query alone.
        auto *button = e.window().findChild<ui::NativeQueryButton *>();
        QTRY_VERIFY2_WITH_TIMEOUT(button->accessibleName().contains(QStringLiteral("is asked an edited query")), qPrintable(button->accessibleName()), kPatience);
        button->click();
        const auto words = [&] {
            QString all;
            for (const auto *label : popup->findChildren<QLabel *>())
                all += label->text() + u'\n';
            return all;
        };
        QTRY_VERIFY2_WITH_TIMEOUT(words().contains(QStringLiteral("together with lines fetched before")), qPrintable(words()), kPatience);
        popup->hide();
        e.filter("service:cart");
        QVERIFY(e.settle());
        QTRY_VERIFY2_WITH_TIMEOUT(!button->accessibleName().contains(QStringLiteral("edited")), qPrintable(button->accessibleName()), kPatience);
    }

    void aConnectionWithoutLogsSaysSo()
    {
        FaultServer server(zipkin);
        Explorer e;
        QVERIFY(e.open({zipkinAt(server)}, Page::Logs));
        QTRY_VERIFY2_WITH_TIMEOUT(e.states().contains(QStringLiteral("Zipkin has no lines")), qPrintable(e.states()), kPatience);
    }
};
TRIPTYCH_TEST(TestServers)
#include "tst_servers.moc"
