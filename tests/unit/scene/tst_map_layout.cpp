#include "scene/layered_graph.h"
#include "scene/map_layout.h"
#include "test_registry.h"

#include <QTest>
#include <random>

using namespace triptych;
using namespace triptych::scene;
using telemetry::ServiceGraph;

namespace {

constexpr MapMeasures kMeasures{160, 62, 120, 30, 16};

/// Nodes `a` to …, edges as pairs of letters: "ab ac bd".
ServiceGraph graphOf(int nodes, const char *edges)
{
    ServiceGraph graph;
    for (int i = 0; i < nodes; ++i) {
        graph.nodes.emplace_back();
        graph.nodes.back().name = static_cast<char>('a' + i);
    }
    for (const QString &pair : QString::fromLatin1(edges).split(u' ', Qt::SkipEmptyParts))
        graph.edges.push_back({std::uint32_t(pair[0].unicode() - 'a'), std::uint32_t(pair[1].unicode() - 'a'), {}});
    return graph;
}

std::string layersOf(const MapLayout &layout)
{
    std::string text;
    for (const MapBox &box : layout.boxes)
        text += static_cast<char>('0' + box.layer);
    return text;
}

ServiceGraph randomGraph(std::uint32_t nodes, std::size_t edges, unsigned seed)
{
    std::mt19937 random(seed);
    ServiceGraph graph;
    graph.nodes.resize(nodes);
    for (std::size_t i = 0; i < edges; ++i) {
        const std::uint32_t from = random() % nodes, to = random() % nodes;
        graph.edges.push_back({from, to, {}});
    }
    return graph;
}

MapPoint at(const std::vector<MapPoint> &p, std::size_t piece, double t)
{
    const double u = 1 - t, a = u * u * u, b = 3 * u * u * t, c = 3 * u * t * t, d = t * t * t;
    const MapPoint *q = &p[piece * 3];
    return {a * q[0].x + b * q[1].x + c * q[2].x + d * q[3].x, a * q[0].y + b * q[1].y + c * q[2].y + d * q[3].y};
}

} // namespace

class MapLayoutTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void layersCountFromTheEntrance()
    {
        QCOMPARE(layersOf(*layoutMap(graphOf(4, "ab ac bd cd ad"), kMeasures)), std::string("0112"));
    }

    void anEntranceStandsBesideWhatItCalls()
    {
        QCOMPARE(layersOf(*layoutMap(graphOf(5, "ab bc cd ed"), kMeasures)), std::string("01232"));
    }

    void aCycleRunsBackOnce()
    {
        const MapLayout layout = *layoutMap(graphOf(3, "ab bc ca"), kMeasures);
        QCOMPARE(layersOf(layout), std::string("012"));
        QCOMPARE(std::vector<bool>({layout.curves[0].backwards, layout.curves[1].backwards, layout.curves[2].backwards}),
                 std::vector<bool>({false, false, true}));
        QCOMPARE(layout.curves[2].points.front().x, layout.boxes[2].x);                        // leaves its caller's left
        QCOMPARE(layout.curves[2].points.back().x, layout.boxes[0].x + kMeasures.boxWidth);   // arrives at the right
    }

    void crossingsThatNeedNotBeAreTakenOut()
    {
        LayeredGraph graph(6, {{0, 5}, {1, 4}, {2, 3}}, {3, 2, 1, 3, 2, 1});
        QVERIFY(graph.crossings() > 0);
        QVERIFY(graph.order(8, {}));
        QCOMPARE(graph.crossings(), 0u);
    }

    void boxesNeverOverlapAndNoEdgeRunsUnderOne_data()
    {
        QTest::addColumn<int>("nodes");
        QTest::addColumn<int>("edges");
        QTest::newRow("12") << 12 << 16;
        QTest::newRow("60") << 60 << 110;
        QTest::newRow("300") << 300 << 500;
        QTest::newRow("all to all") << 9 << 200;
    }
    void boxesNeverOverlapAndNoEdgeRunsUnderOne()
    {
        QFETCH(int, nodes);
        QFETCH(int, edges);
        const ServiceGraph graph = randomGraph(unsigned(nodes), std::size_t(edges), 7);
        const MapLayout layout = *layoutMap(graph, kMeasures);
        const auto inside = [&](const MapBox &box, MapPoint p) {
            constexpr double kEdge = 0.01;
            return p.x > box.x + kEdge && p.x < box.x + kMeasures.boxWidth - kEdge && p.y > box.y + kEdge &&
                   p.y < box.y + kMeasures.boxHeight - kEdge;
        };
        for (std::size_t a = 0; a < layout.boxes.size(); ++a)
            for (std::size_t b = a + 1; b < layout.boxes.size(); ++b)
                QVERIFY(std::abs(layout.boxes[a].x - layout.boxes[b].x) >= kMeasures.boxWidth ||
                        std::abs(layout.boxes[a].y - layout.boxes[b].y) >= kMeasures.boxHeight - 0.01);
        for (const MapCurve &curve : layout.curves)
            for (std::size_t piece = 0; piece * 3 + 3 < curve.points.size(); ++piece)
                for (double t = 0; t <= 1; t += 0.1)
                    for (const MapBox &box : layout.boxes)
                        QVERIFY(!inside(box, at(curve.points, piece, t)));
    }

    void theSameGraphIsLaidOutTheSame()
    {
        const ServiceGraph graph = randomGraph(60, 110, 3);
        const MapLayout one = *layoutMap(graph, kMeasures), two = *layoutMap(graph, kMeasures);
        for (std::size_t i = 0; i < one.curves.size(); ++i)
            QCOMPARE(one.curves[i].points, two.curves[i].points);
    }

    void nodesWithoutEdgesStandBelow()
    {
        const MapLayout layout = *layoutMap(graphOf(3, "ab"), kMeasures);
        QVERIFY(layout.boxes[2].y > layout.boxes[0].y + kMeasures.boxHeight);
        QVERIFY(layoutMap(ServiceGraph(), kMeasures)->boxes.empty());
    }
};
TRIPTYCH_TEST(MapLayoutTest)
#include "tst_map_layout.moc"
