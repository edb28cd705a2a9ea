#include "base/job_pool.h"
#include "test_registry.h"

#include <QElapsedTimer>
#include <QTest>
#include <atomic>
#include <future>
#include <mutex>
#include <vector>

using namespace triptych::base;

class JobPoolTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void jobsThatWaitLeaveTheirThreadsToOthers()
    {
        JobPool pool(2);
        std::promise<void> answer;
        const std::shared_future<void> answered = answer.get_future().share();
        std::atomic<int> waited = 0;
        for (int i = 0; i < 5; ++i)
            pool.run([&] {
                {
                    const PoolWait others;
                    const PoolWait within; // changes nothing
                    answered.wait();
                }
                ++waited;
            });
        std::promise<void> local;
        pool.run([&] { local.set_value(); });
        QCOMPARE(local.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
        QCOMPARE(waited.load(), 0);
        answer.set_value();
        QTRY_COMPARE_WITH_TIMEOUT(waited.load(), 5, 20'000);
    }

    void whatWasAskedForFirstGoesOnFirstAndNeverMoreAtOnceThanThreads()
    {
        JobPool pool(2);
        std::promise<void> answer;
        const std::shared_future<void> answered = answer.get_future().share();
        std::mutex mutex;
        std::vector<int> order;
        std::atomic<int> waiting = 0, running = 0, most = 0, done = 0;
        constexpr int kJobs = 8;
        for (int i = 0; i < kJobs; ++i)
            pool.run([&, i] {
                {
                    const PoolWait others;
                    ++waiting;
                    answered.wait();
                }
                const int now = ++running;
                most = std::max(most.load(), now);
                {
                    const std::lock_guard lock(mutex);
                    order.push_back(i);
                }
                QThread::msleep(20);
                --running;
                ++done;
            });
        QTRY_COMPARE_WITH_TIMEOUT(waiting.load(), kJobs, 20'000);
        // Both threads are taken, so that all the others are in line when the answer comes.
        std::promise<void> release;
        const std::shared_future<void> released = release.get_future().share();
        std::atomic<int> holding = 0;
        for (int i = 0; i < 2; ++i)
            pool.run([&] {
                ++holding;
                released.wait();
            });
        QTRY_COMPARE_WITH_TIMEOUT(holding.load(), 2, 20'000);
        answer.set_value();
        QThread::msleep(100);
        QCOMPARE(done.load(), 0);
        release.set_value();
        QTRY_COMPARE_WITH_TIMEOUT(done.load(), kJobs, 20'000);
        QVERIFY(most.load() <= 2);
        // Of two that start at once either may note itself first.
        for (std::size_t i = 0; i < order.size(); ++i)
            QVERIFY2(std::abs(order[i] - static_cast<int>(i)) <= 1, qPrintable(QStringLiteral("job %1 came as number %2").arg(order[i]).arg(i)));
    }

    void interactiveJobsGoBeforeBackgroundOnes()
    {
        JobPool pool(1);
        std::promise<void> release;
        const std::shared_future<void> released = release.get_future().share();
        std::atomic<bool> holding = false;
        pool.run([&] {
            holding = true;
            released.wait();
        });
        QTRY_VERIFY_WITH_TIMEOUT(holding.load(), 20'000);
        std::mutex mutex;
        std::string order;
        const auto note = [&](char which) {
            return [&, which] {
                const std::lock_guard lock(mutex);
                order += which;
            };
        };
        pool.run(note('b'), JobPool::Priority::Background);
        pool.run(note('i'));
        release.set_value();
        QTRY_COMPARE_WITH_TIMEOUT([&] { const std::lock_guard lock(mutex); return order; }(), std::string("ib"), 20'000);
    }
};
TRIPTYCH_TEST(JobPoolTest)
#include "tst_job_pool.moc"
