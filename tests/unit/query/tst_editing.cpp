#include "query/completion.h"
#include "query/compose.h"
#include "query/describe.h"
#include "query/diagnosis.h"
#include "query/highlight.h"
#include "query/syntax.h"
#include "test_registry.h"

#include <QTest>

using namespace triptych;
using query::Combine;
using query::CompletionContext;
using query::Diagnosis;
using query::Filter;

class tst_Editing : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void applyingATermChangesTheFilter_data();
    void applyingATermChangesTheFilter();
    void anyKeyAndValueSurviveTheirQuoting_data();
    void anyKeyAndValueSurviveTheirQuoting();
    void aTagNamedLikeAFieldIsMeantAsATag();
    void removingATermKeepsTheRest();
    void valuesOfOneKeyStandTogether_data();
    void valuesOfOneKeyStandTogether();
    void aValueAloneOffersTheWholeTerm();
    void theCursorDecidesWhatIsCompleted_data();
    void theCursorDecidesWhatIsCompleted();
    void candidatesAreRankedAndQuoted();
    void theBarKnowsItsState_data();
    void theBarKnowsItsState();
    void highlightsNameEveryPart();
};

void tst_Editing::applyingATermChangesTheFilter_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<int>("combine");
    QTest::addColumn<QString>("after");
    const auto row = [](const char *before, Combine combine, const char *after) {
        QTest::addRow("%s %d", before, static_cast<int>(combine)) << QString::fromUtf8(before) << static_cast<int>(combine) << QString::fromUtf8(after);
    };
    row("", Combine::And, "region:eu");
    row("", Combine::AndNot, "-region:eu");
    row("", Combine::Or, "region:eu");
    row("a:1", Combine::Replace, "region:eu");
    row("a:1", Combine::Not, "-region:eu");
    row("a:1", Combine::And, "a:1 region:eu");
    row("a:1 OR b:2", Combine::And, "(a:1 OR b:2) region:eu");
    row("a:1 b:2", Combine::Or, "a:1 b:2 OR region:eu");
    row("a:1", Combine::AndNot, "a:1 -region:eu");
    row("a:1 region:eu", Combine::And, "a:1 region:eu");
    row("a:1 region:eu", Combine::AndNot, "a:1 -region:eu");
    row("-region:eu a:1", Combine::And, "a:1 region:eu");
    row("a:1 region:us", Combine::Or, "a:1 region:(us OR eu)");
    row("region:(us OR ap) a:1", Combine::Or, "region:(us OR ap OR eu) a:1");
    row("region:(us OR eu)", Combine::Or, "region:(us OR eu)");
    row("region:(us OR eu) a:1", Combine::AndNot, "region:us a:1 -region:eu");
}

void tst_Editing::applyingATermChangesTheFilter()
{
    QFETCH(QString, before);
    QFETCH(int, combine);
    QFETCH(QString, after);
    const Filter filter = *Filter::parse(before.toStdString());
    const Filter changed = query::combined(filter, "region", "eu", static_cast<Combine>(combine));
    QCOMPARE(QString::fromStdString(changed.text()), after);
}

void tst_Editing::anyKeyAndValueSurviveTheirQuoting_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"plain", "two words", "a\"quote", "back\\slash", "star*", "(paren", "paren)", "[500 TO 599]", "{x}", ">5", "=x", "!=x",
                             "/regex/", "/api/checkout", "/", "-minus", "OR", "AND", "NOT", "TO", "*", "a:b", "new\nline", "tab\t", "ünïcödé", "'; --",
                             "@at", "x.\"y", "[", "!", "/a b", "end\\"})
        QTest::newRow(text) << QString::fromUtf8(text);
}

void tst_Editing::anyKeyAndValueSurviveTheirQuoting()
{
    QFETCH(QString, text);
    const std::string raw = text.toStdString();
    for (const bool asKey : {false, true}) {
        const std::string term = asKey ? query::termText(query::keyOfTag(raw), "v") : query::termText("k", raw);
        const auto filter = Filter::parse(term + " z:1");
        QVERIFY2(filter.ok(), term.c_str());
        const auto &group = std::get<query::Group>(filter->root()->what);
        const auto &made = std::get<query::Term>(group.children.front().what);
        QCOMPARE(asKey ? made.key.text : std::get<query::Exact>(made.value).text, raw);
        QVERIFY(!made.key.intrinsic);
    }
}

void tst_Editing::aTagNamedLikeAFieldIsMeantAsATag()
{
    QCOMPARE(query::keyOfTag("name"), std::string("@name"));
    QCOMPARE(query::keyOfTag("event.name"), std::string("@event.name"));
    QCOMPARE(query::keyOfTag("http.route"), std::string("http.route"));
    QCOMPARE(query::keyOfTag("type", telemetry::TagScope::Event), std::string("event.type"));
}

void tst_Editing::removingATermKeepsTheRest()
{
    const Filter filter = *Filter::parse("a:1 AND -b:2 (c:3 OR d:4)");
    QCOMPARE(query::without(filter, "b", "2").text(), std::string("a:1 (c:3 OR d:4)"));
    QCOMPARE(query::without(filter, "a", "1").text(), std::string("-b:2 (c:3 OR d:4)"));
    QCOMPARE(query::without(filter, "c", "3").text(), filter.text());
    QVERIFY(query::without(*Filter::parse("a:1"), "a", "1").empty());
    QCOMPARE(query::presence(filter, "b", "2"), query::Presence::Excluded);
    QCOMPARE(query::presence(filter, "a", "1"), query::Presence::Included);
    QCOMPARE(query::presence(filter, "c", "3"), query::Presence::Absent);
    QCOMPARE(query::presence(*Filter::parse("status:ERROR"), "status", "error"), query::Presence::Included);
}

void tst_Editing::valuesOfOneKeyStandTogether_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("value");
    QTest::addColumn<bool>("exclude");
    QTest::addColumn<QString>("after");
    const auto row = [](const char *name, const char *before, const char *value, bool exclude, const char *after) {
        QTest::newRow(name) << QString::fromUtf8(before) << QString::fromUtf8(value) << exclude << QString::fromUtf8(after);
    };
    row("first", "", "a", false, "k:a");
    row("second", "k:a x:1", "b", false, "k:(a OR b) x:1");
    row("third", "k:(a OR b)", "c", false, "k:(a OR b OR c)");
    row("written apart", "(k:a OR k:b) x:1", "c", false, "k:(a OR b OR c) x:1");
    row("already there", "k:(a OR b)", "b", false, "k:(a OR b)");
    row("excluded before", "-k:a x:1", "a", false, "x:1 k:a");
    row("another of two excluded", "-k:a", "b", true, "-k:(a OR b)");
    row("from included to excluded", "k:(a OR b)", "b", true, "k:a -k:b");
    row("another key in the way", "j:a", "b", false, "j:a k:b");
    row("either of two terms", "a:1 OR b:2", "c", false, "(a:1 OR b:2) k:c");
    row("a value like a word of the language", "k:a", "OR", false, "k:(a OR \"OR\")");
    row("a value like a term", "k:a", "x:y", false, "k:(a OR \"x:y\")");
    row("a value with blanks", "k:a", "two words", false, "k:(a OR \"two words\")");
    row("a negative number", "k:a", "-1", false, "k:(a OR \"-1\")");
    row("beside a wildcard", "k:a*", "b", false, "k:(a* OR b)");
}

void tst_Editing::valuesOfOneKeyStandTogether()
{
    QFETCH(QString, before);
    QFETCH(QString, value);
    QFETCH(bool, exclude);
    const Filter filter = *Filter::parse(before.toStdString());
    const std::string v = value.toStdString();
    const Filter after = query::widened(filter, "k", v, exclude ? query::Sign::Exclude : query::Sign::Include);
    QTEST(QString::fromStdString(after.text()), "after");
    QVERIFY(Filter::parse(after.text()).ok());
    QCOMPARE(query::presence(after, "k", v), exclude ? query::Presence::Excluded : query::Presence::Included);
    QCOMPARE(query::presence(query::without(after, "k", v), "k", v), query::Presence::Absent);
}

void tst_Editing::aValueAloneOffersTheWholeTerm()
{
    const std::vector<query::KnownValue> values = {{"service", "checkout", 120}, {"name", "POST /api/checkout", 40}, {"card", "x", 1}, {"name", "card check", 7}};
    const auto offered = [&](const char *text) {
        QStringList inserts;
        for (const auto &one : query::termCandidates(query::completionContext(text, std::strlen(text)), values, 10))
            inserts << QString::fromStdString(one.insert);
        return inserts;
    };
    QCOMPARE(offered("check"), (QStringList{QStringLiteral("service:checkout"), QStringLiteral("name:\"POST /api/checkout\""), QStringLiteral("name:\"card check\"")}));
    QCOMPARE(offered("a:1 Card"), QStringList{QStringLiteral("name:\"card check\"")});
    QVERIFY(offered("c").isEmpty());          // one letter says too little
    QVERIFY(offered("service:che").isEmpty()); // the key is known
    QVERIFY(offered("\"che").isEmpty());
}

void tst_Editing::theCursorDecidesWhatIsCompleted_data()
{
    QTest::addColumn<QString>("text"); // | is the cursor
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *text, const char *expected) { QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(expected); };
    row("|", "key '' in 0-0");
    row("reg|", "key 'reg' in 0-3");
    row("re|g", "key 're' in 0-3");
    row("region:|", "value of region '' in 7-7");
    row("region:eu|", "value of region 'eu' in 7-9");
    row("region:e|u b:1", "value of region 'e' in 7-9");
    row("region:\"eu w|", "value of region 'eu w' in 7-12");
    row("reg|ion:eu", "key 'reg' in 0-7");
    row("a:1 |", "key '' in 4-4");
    row("a:1 -st|", "key 'st' in 5-7");
    row("(st|", "key 'st' in 1-3");
    row("@na|", "key 'na' in 0-3");
    row("duration:>25|", "nothing");
    row("a:[1 T|", "nothing");
    row("\"free te|", "nothing");
    row("name:/re|/", "nothing");
}

void tst_Editing::theCursorDecidesWhatIsCompleted()
{
    QFETCH(QString, text);
    const std::string marked = text.toStdString();
    const std::size_t cursor = marked.find('|');
    const CompletionContext context = query::completionContext(marked.substr(0, cursor) + marked.substr(cursor + 1), cursor);
    const QString range = QStringLiteral("in %1-%2").arg(context.replace.begin).arg(context.replace.end);
    const QString prefix = QString::fromStdString(context.prefix);
    QString found = QStringLiteral("nothing");
    if (context.what == CompletionContext::What::Key)
        found = QStringLiteral("key '%1' %2").arg(prefix, range);
    if (context.what == CompletionContext::What::TagValue)
        found = QStringLiteral("value of %1 '%2' %3").arg(QString::fromStdString(context.key), prefix, range);
    QTEST(found, "expected");
}

void tst_Editing::candidatesAreRankedAndQuoted()
{
    const std::vector<query::KnownKey> keys = {{"cloud.region", 50}, {"x.unregistered", 90}, {"region_id", 5}, {"name", 3}};
    const auto context = query::completionContext("reg", 3);
    const auto found = query::complete(context, keys, {}, query::AliasTable());
    QStringList texts;
    for (const auto &one : found)
        texts << QString::fromStdString(one.insert);
    QCOMPARE(texts, (QStringList{QStringLiteral("region:"), QStringLiteral("region_id:"), QStringLiteral("cloud.region:"), QStringLiteral("x.unregistered:")}));
    const auto values = query::complete(query::completionContext("route:", 6), {},
                                        [](const std::string &key, const std::string &) {
                                            return std::vector<query::KnownKey>{{key + " one", 3}, {"two", 2}};
                                        },
                                        query::AliasTable());
    QCOMPARE(values.size(), std::size_t(2));
    QCOMPARE(values[0].insert, std::string("\"route one\""));
    QCOMPARE(values[0].count, std::uint64_t(3));
    const auto kinds = query::complete(query::completionContext("kind:c", 6), {}, {}, query::AliasTable());
    QCOMPARE(kinds.size(), std::size_t(3)); // producer holds it too, but comes last
    QCOMPARE(kinds[2].insert, std::string("producer"));
    const auto tagged = query::complete(query::completionContext("nam", 3), keys, {}, query::AliasTable());
    QCOMPARE(tagged[0].insert, std::string("name:"));
    QVERIFY(std::any_of(tagged.begin(), tagged.end(), [](const auto &one) { return one.insert == "@name:"; }));
}

void tst_Editing::theBarKnowsItsState_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("state");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("suggestion");
    using State = Diagnosis::State;
    const auto row = [](const char *text, State state, const char *message = "", const char *suggestion = "") {
        QTest::newRow(text) << QString::fromUtf8(text) << static_cast<int>(state) << QString::fromUtf8(message) << QString::fromUtf8(suggestion);
    };
    row("", State::Empty);
    row("service:checkout env:prod http.route:/x", State::Valid);
    row("service:", State::Incomplete, "Column 9: a value is expected after “service:”");
    row("service:checkout duration:>250mss", State::Invalid, "Column 31: “mss” is no unit of time; ns, µs, ms, s, m or h");
    row("servce:checkout", State::UnknownField, "No span or log has a tag “servce”", "service");
    row("a OR (htpp.route:/x)", State::UnknownField, "No span or log has a tag “htpp.route”", "http.route");
    row("zzzzzz:1", State::UnknownField, "No span or log has a tag “zzzzzz”", "");
}

void tst_Editing::theBarKnowsItsState()
{
    QFETCH(QString, text);
    const std::vector<std::string> known = {"http.route", "deployment.environment.name"};
    const Diagnosis found = query::diagnose(text.toStdString(), known, query::AliasTable());
    QTEST(static_cast<int>(found.state), "state");
    QTEST(QString::fromStdString(found.message), "message");
    QTEST(QString::fromStdString(found.suggestion), "suggestion");
    QVERIFY(query::diagnose("servce:x", {}, query::AliasTable()).state == Diagnosis::State::Valid);
}

void tst_Editing::highlightsNameEveryPart()
{
    QString kinds;
    for (const query::Highlight &one : query::highlights("a:b -d:>250ms OR \"q\" x:/r/ free e:[1 TO z]"))
        kinds += QLatin1Char("kpvqrnwf"[static_cast<int>(one.kind)]);
    QCOMPARE(kinds, QStringLiteral("kpvwkppnwqkprfkppnwvp"));
}

TRIPTYCH_TEST(tst_Editing)
#include "tst_editing.moc"
